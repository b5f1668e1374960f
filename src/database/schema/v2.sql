-- What near-duplicates are known by; empty for an article whose text is too short.
CREATE TABLE sketch (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    story INTEGER, -- the same number for all articles that tell one story in nearly the same words; null for one alone
    minima BLOB NOT NULL
) STRICT;

CREATE INDEX sketch_by_story ON sketch (story) WHERE story IS NOT NULL;

-- Sketches that are alike share a key, all but surely.
CREATE TABLE sketch_key (
    key INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (key, article)
) STRICT, WITHOUT ROWID;
