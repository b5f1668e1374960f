//! What the library promises, a case a line.

mod edtf;
mod sentences;
mod zones;
