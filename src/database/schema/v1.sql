-- Offsets count Unicode code points, end exclusive: substr(text, start + 1, "end" - start) is the words.

-- An article as it was read. Never changed: another text is another article.
CREATE TABLE article (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- the order they came in
    id TEXT NOT NULL UNIQUE,
    title TEXT,
    url TEXT,
    source TEXT,
    home_lon REAL,
    home_lat REAL,
    lang TEXT NOT NULL,
    published TEXT,       -- what is said outside the text; null when nothing is
    published_basis TEXT,
    published_start INTEGER,
    published_end INTEGER,
    zones TEXT NOT NULL,    -- JSON: [[start, end, zone, duplicate]], as its format tells
    metadata TEXT NOT NULL, -- JSON: [[name, value, used]]
    text TEXT NOT NULL
) STRICT;

CREATE INDEX article_by_url ON article (url) WHERE url IS NOT NULL;

-- Where an article came from, once for each place it stood at. An article that stands nowhere any more is forgotten.
CREATE TABLE origin (
    via TEXT NOT NULL,      -- file, stdin, post, feed
    path BLOB NOT NULL,     -- the file, absolute; the URL; the address of the feed
    member TEXT NOT NULL,   -- in an archive, or in a feed; else empty
    line INTEGER NOT NULL,  -- counted from 1; 0 when there is none
    "offset" INTEGER NOT NULL, -- in bytes; -1 when there is none
    reader TEXT NOT NULL,   -- what read it
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    run INTEGER NOT NULL,   -- the last run that saw it there
    PRIMARY KEY (via, path, member, line, "offset")
) STRICT, WITHOUT ROWID;

CREATE INDEX origin_by_article ON origin (article);

-- Files that were read to their end, without a fault: not read again while size and time are the same.
CREATE TABLE file (
    path BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL -- nanoseconds from 1970
) STRICT, WITHOUT ROWID;

-- Feeds, as they were when they were last asked: they need not be sent again while they are the same.
CREATE TABLE feed (
    address TEXT PRIMARY KEY,
    etag TEXT,
    modified TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE run (number INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL) STRICT;

-- What read an article: the versions of the gazetteer and of the parser with its models.
CREATE TABLE engine (
    number INTEGER PRIMARY KEY,
    gazetteer TEXT NOT NULL,
    parser TEXT NOT NULL,
    UNIQUE (gazetteer, parser)
) STRICT;

-- Places that some mention may mean, as the gazetteer had them.
CREATE TABLE place (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    label_ar TEXT NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    kind TEXT NOT NULL,
    country TEXT
) STRICT;

-- What was found in an article.
CREATE TABLE reading (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    engine INTEGER NOT NULL REFERENCES engine,
    published TEXT,
    published_basis TEXT NOT NULL,
    published_start INTEGER, -- the words that say so
    published_end INTEGER,
    title_start INTEGER,
    title_end INTEGER,
    zones TEXT NOT NULL, -- JSON: [[start, end, zone, duplicate]]
    times TEXT NOT NULL  -- JSON: [[start, end, type, value, edtf]]
) STRICT;

CREATE TABLE mention (
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    named REAL NOT NULL, -- the probability that it names a place at all
    place INTEGER REFERENCES place,
    score REAL,
    others TEXT NOT NULL, -- JSON: [[place, score]], the next best
    role TEXT NOT NULL,
    zone TEXT NOT NULL,
    duplicate INTEGER NOT NULL,
    "when" TEXT,
    when_basis TEXT,
    when_start INTEGER, -- the words that say so
    when_end INTEGER,
    mood TEXT,
    PRIMARY KEY (article, start)
) STRICT, WITHOUT ROWID;

-- What a person says of a mention: it wins over the machine's answer and outlives it.
CREATE TABLE verdict (
    article TEXT NOT NULL, -- its id: the verdict waits when the article goes and comes back
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    surface TEXT NOT NULL, -- a verdict whose words are not there is not used
    verdict TEXT,          -- right, wrong, place; null when only the date is judged
    place INTEGER REFERENCES place,
    "when" TEXT,           -- EDTF
    PRIMARY KEY (article, start, "end")
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content = 'article', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER article_in AFTER INSERT ON article BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

CREATE TRIGGER article_out AFTER DELETE ON article BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;
