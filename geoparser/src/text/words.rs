//! Words: the tokens that names are made of.
