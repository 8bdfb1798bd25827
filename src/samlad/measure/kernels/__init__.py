"""The machines under `measure.surroundings`; each numba module is imported only when it runs."""
