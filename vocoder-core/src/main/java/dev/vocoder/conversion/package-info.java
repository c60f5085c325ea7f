/**
 * What a voice converter is, for those who train one: its config, in which its voices are, and what
 * its networks take and make.
 */
package dev.vocoder.conversion;
