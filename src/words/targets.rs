//! Targets: quantities a text promises.
