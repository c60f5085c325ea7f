/** Settings by name, in JSON or YAML, and a mel's format in them. */
package dev.vocoder.config;
