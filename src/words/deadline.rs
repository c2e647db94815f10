//! Deadlines and recurrences.
