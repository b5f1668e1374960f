//! The places we know, and the search structure over their names.
