// The package's tests name this assembly, as Unity wants it, and use nothing of it.
