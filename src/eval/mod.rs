//! Measuring against gold.

pub mod gold;
