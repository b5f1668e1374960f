//! The program `tadmur`: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    tadmur::cli::run()
}
