/** JMH benchmarks, a class for each question; see the README of this module. Called by JMH only. */
package dev.vocoder.benchmarks;
