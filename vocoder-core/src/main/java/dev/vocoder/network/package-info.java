/**
 * The layers that generators and discriminators are built of, as DJL Blocks, and the contract of a
 * generator. Each architecture has a package of its own below, with its config and its blocks.
 * Depends on DJL and engine; called by checkpoint, inference and the trainer.
 */
package dev.vocoder.network;
