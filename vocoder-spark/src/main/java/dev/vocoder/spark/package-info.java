/**
 * Mels to waveforms on Apache Spark: {@link dev.vocoder.spark.SparkVocoder} vocodes the rows of a
 * {@code Dataset}.
 */
package dev.vocoder.spark;
