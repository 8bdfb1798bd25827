"""The stages of a build, one module each: pure, from the case and earlier stages to the next."""
