/**
 * The command line: a thin shell over the API, a class for each command. Nothing calls it but the
 * JVM's launcher.
 */
package dev.vocoder.cli;
