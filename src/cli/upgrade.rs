//! A database that is opened to write, and brought up to date if it is of an older version: that may take a while, and is told.

use std::path::Path;

use crate::cli::rate::{Rate, Reached};
use crate::cli::say;
use crate::database::{Database, Error};

/// Opens it; makes it when there is none.
pub(super) fn open(path: &Path) -> Result<Database, Error> {
    let mut rate = None;
    let opened = Database::open_telling(path, &mut |articles, total| {
        if total == 0 {
            return;
        }
        let rate = rate.get_or_insert_with(|| {
            say(format_args!(
                "{}: of an older version; brought up to date, once, all of it or nothing",
                path.display()
            ));
            Rate::of(Some(total as u64), "articles")
        });
        rate.at(Reached { articles, bytes: articles as u64, faults: 0 });
    });
    if let Some(rate) = &rate {
        rate.end();
    }
    opened
}
