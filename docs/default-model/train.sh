#!/bin/sh
# Trains the default model from random weights, each stage from where the one before ended. A stage
# that was finished is not repeated, one that was interrupted goes on. In the repository's root:
#   sh docs/default-model/train.sh [RECORDINGS [RUNS]]
set -eu
recordings=${1:-../shared/speech}
runs=${2:-../default-model}
recipe=docs/default-model
start=

# stage NUMBER STEPS
stage() {
  run=$runs/stage-$1
  last=$(printf %08d "$2")
  if [ ! -e "$run/g_$last" ]; then
    if ls "$run"/do_* > /dev/null 2>&1; then start=--resume; fi
    java -jar vocoder-train/target/vocoder.jar train --config $recipe/stage-$1.json $start \
      --wavs "$recordings" --training $recipe/training.txt --validation $recipe/held-out.txt \
      --output "$run" --precision mixed --steps "$2"
  fi
  start="--generator $run/g_$last --discriminators $run/do_$last"
}

stage 1 4937
start="--generator $runs/stage-1/g_00004937" # its discriminators learnt nothing
stage 2 2304
stage 3 3057
stage 4 1651
stage 5 1340
stage 6 2537
stage 7 2066
stage 8 4351
stage 9 2942
stage 10 2605
stage 11 4681
stage 12 2800
java -jar vocoder-train/target/vocoder.jar export --checkpoint "$runs/stage-12/g_$last" \
  --format pytorch --half "$runs/default-model.pth"
