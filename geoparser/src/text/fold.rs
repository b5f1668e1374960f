//! Folding: the one form that all spellings of a name share.
