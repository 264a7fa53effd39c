"""The shell: settings, assembly, receiving, sending, scheduling, simulator, command line. Knows no subject matter."""
