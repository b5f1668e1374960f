#!/usr/bin/env python3
"""What an index of words costs, by how FTS5 cuts text into words: bytes and time an article.

    tools/articles/tokenizers.py DIR      (a folder of texts, such as generate.py writes)
"""

import pathlib
import sqlite3
import sys
import tempfile
import time


def main():
    texts = [it.read_text(encoding="utf-8") for it in sorted(pathlib.Path(sys.argv[1]).rglob("*.txt"))]
    print(f"{len(texts)} articles, {sum(len(it.encode()) for it in texts)} bytes, SQLite {sqlite3.sqlite_version}")
    for tokenizer in [None, "unicode61 remove_diacritics 2", "trigram"]:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.db")
            connection = sqlite3.connect(path)
            connection.execute("CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT)")
            if tokenizer:
                options = f"content = 'a', content_rowid = 'n', tokenize = '{tokenizer}'"
                connection.execute(f"CREATE VIRTUAL TABLE w USING fts5 (t, {options})")
            begun = time.process_time()
            for nth, text in enumerate(texts):
                connection.execute("INSERT INTO a VALUES (?, ?)", (nth, text))
                if tokenizer:
                    connection.execute("INSERT INTO w (rowid, t) VALUES (?, ?)", (nth, text))
                if nth % 256 == 255:
                    connection.commit()
            connection.commit()
            spent = time.process_time() - begun
            connection.close()
            size = path.stat().st_size / len(texts)
            print(f"{tokenizer or 'no index'}: {size:.0f} bytes, {1000 * spent / len(texts):.2f} ms an article")


if __name__ == "__main__":
    main()
