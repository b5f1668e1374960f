//! Measuring against gold.

pub mod gold;
pub mod home;
pub mod predictions;
