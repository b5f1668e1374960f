//! What is seen of the words of a text before the tagger looks at them.
//!
//! # Cost
//!
//! A glance at every word; all else is done for the words that could be a part of a name, and those around them.

use crate::gazetteer::Gazetteer;
use crate::gazetteer::hash::hash_word;
use crate::recognize::classes::{ARTICLE, OF, PLACE_WORD, TITLE};
use crate::recognize::features::{GazetteerCode, Row, Seen, met_hash, number_of};
use crate::recognize::gaps::{BLANK, BRACKET, BREAK, COLON, COMMA, DASH, STOP};
use crate::recognize::lexicon::Lexicon;
use crate::recognize::numbering::Numbering;
use crate::recognize::regions::Regions;
use crate::recognize::shapes::{CASELESS, NO_SHAPE, SMALL};
use crate::recognize::word_set::{WordSet, ones};
use crate::recognize::{FoldedWords, Match};

/// The words of a text with what is known of each.
#[derive(Debug)]
pub struct Sight {
    words: Vec<Glance>,
    /// Those that begin with a capital letter or are of a script without; before them, what stands for all others.
    capitals: Vec<Capital>,
    runs: Vec<(usize, usize)>,
}

/// A word, and what is known of it.
#[derive(Clone, Copy, Debug)]
struct Glance {
    hash: u32,
    /// Which of the capitals it is.
    capital: u32,
    code: GazetteerCode,
    facts: u8,
    class: u8,
    shape: u8,
    gap: u8,
    document: u8,
    region: u8,
}

impl Glance {
    /// Whether it begins with a capital letter or its script has none.
    fn is_capital(&self) -> bool {
        self.shape < SMALL
    }

    /// The hash that the tagger sees.
    fn met_hash(&self) -> u32 {
        met_hash(self.hash, self.facts >> 7 != 0)
    }

    /// How common it is in small letters, 0 to 7.
    fn common(&self) -> u8 {
        self.facts & 7
    }

    /// What is known of it as a first name.
    fn first_name(&self) -> u8 {
        self.facts >> 3 & 3
    }
}

/// What else is known of a word that begins with a capital letter or is of a script without.
#[derive(Clone, Copy, Debug, Default)]
struct Capital {
    /// Which word it is.
    nth: u32,
    row: Row,
    /// See [`affixes`].
    affixes: [u32; 3],
}

/// Room to look at a text in, kept for the next one.
#[derive(Debug, Default)]
pub(crate) struct Room {
    regions: Regions,
    elsewhere: Elsewhere,
}

/// What stands before the first word and behind the last.
const NO_WORD: Glance = Glance {
    hash: 0,
    capital: 0,
    code: 0,
    facts: 0,
    class: 0,
    shape: NO_SHAPE,
    gap: BREAK,
    document: 0,
    region: 0,
};

/// Of so many words on either side of a candidate it is asked what is known of them: of those farther away the tagger sees the
/// words alone. A little word between candidates is beside one.
const REACH: u32 = 1;

/// So common in small letters is no name.
const COMMON: u8 = 4;

impl Sight {
    /// Looks at all words once. `matches` are the gazetteer's, in order.
    pub fn of(
        gazetteer: &Gazetteer,
        lexicon: &Lexicon,
        words: &FoldedWords,
        matches: &[Match],
    ) -> Self {
        Self::in_room(gazetteer, lexicon, words, matches, &mut Room::default())
    }

    /// The same, with room that was used for other texts.
    pub(super) fn in_room(
        gazetteer: &Gazetteer,
        lexicon: &Lexicon,
        words: &FoldedWords,
        matches: &[Match],
        Room { regions, elsewhere }: &mut Room,
    ) -> Self {
        let (mut this, capitals) = Self::glance(words);
        this.number(words, &capitals);
        let mut known = capitals;
        regions.clear(matches.len());
        for found in matches {
            let code = regions.add(gazetteer, matches, this.key(found)) << 2;
            for (nth, place) in (0..found.n_words).zip(places(found.n_words)) {
                this.words[found.first_word + nth].code = code | place;
                known.insert(found.first_word + nth);
            }
        }
        for nth in known.widened(REACH, words.len()).iter() {
            let word = &mut this.words[nth];
            let looked = words.tongue.look_or(word.hash, |it| lexicon.look(it));
            (word.facts, word.class) = (looked.facts, looked.class);
        }
        this.look_at_rows();
        regions.speak(|nth| this.is_plain(&matches[nth]));
        for (found, region) in matches.iter().zip(regions.grades()) {
            for word in &mut this.words[found.first_word..found.first_word + found.n_words] {
                word.region = region;
            }
        }
        this.look_at_the_whole_text(elsewhere);
        this.find_runs(words, &known);
        this
    }

    /// All words by themselves, and which of them are capitals.
    fn glance(words: &FoldedWords) -> (Self, WordSet) {
        let mut glances = Vec::with_capacity(words.len());
        let capitals = WordSet::of_bits(words.words().chunks(64).map(|words| {
            let mut capitals = 0;
            glances.extend(words.iter().enumerate().map(|(nth, word)| {
                capitals |= u64::from(word.shape < SMALL) << nth;
                let (hash, shape, gap) = (word.number(), word.shape, word.gap);
                let (capital, code, facts, class, document, region) = Default::default();
                Glance { hash, capital, code, facts, class, shape, gap, document, region }
            }));
            capitals
        }));
        (Self { words: glances, capitals: Vec::new(), runs: Vec::new() }, capitals)
    }

    fn number(&mut self, words: &FoldedWords, capitals: &WordSet) {
        self.capitals.reserve(capitals.len() + 1);
        self.capitals.push(Capital::default());
        for nth in capitals.iter() {
            self.words[nth].capital = self.capitals.len() as u32;
            let (row, affixes) = (Row::default(), affixes(words, nth));
            self.capitals.push(Capital { nth: nth as u32, row, affixes });
        }
    }

    /// Tells each word with a capital what row it stands in.
    fn look_at_rows(&mut self) {
        let Self { words, capitals, .. } = self;
        let mut rest = capitals.get_mut(1..).unwrap_or_default();
        while let Some(first) = rest.first() {
            let start = first.nth as usize;
            let mut end = start + 1;
            if words[start].shape < CASELESS {
                while words.get(end).is_some_and(|it| it.shape < CASELESS)
                    && words[end - 1].gap == BLANK
                {
                    end += 1;
                }
            }
            let (row, behind) = rest.split_at_mut(end - start);
            rest = behind;
            if words[start].shape >= CASELESS {
                continue;
            }
            let (first, head) = (&words[start], &words[end - 1]);
            let first = first.first_name() + 4 * u8::from(first.class == TITLE);
            let n_words = row.len();
            for (nth, word) in row.iter_mut().enumerate() {
                word.row = Row {
                    head: head.met_hash(),
                    head_class: head.class,
                    first,
                    before: nth.min(3) as u8,
                    after: (n_words - 1 - nth).min(3) as u8,
                };
            }
        }
    }

    /// What a capitalized word is elsewhere in the text, as bits: after a word of place, after a title or first name,
    /// in small letters, before a comma and a known division, last in a row of capitals that begins with a first name or
    /// not.
    fn look_at_the_whole_text(&mut self, elsewhere: &mut Elsewhere) {
        let Self { words, capitals, .. } = self;
        let capitals = capitals.get(1..).unwrap_or_default();
        elsewhere.clear(capitals.len());
        for Capital { nth, row, .. } in capitals {
            let nth = *nth as usize;
            let it = &words[nth];
            let before = nth.checked_sub(1).map_or(&NO_WORD, |before| &words[before]);
            let next = words.get(nth + 1).unwrap_or(&NO_WORD);
            let bits = bits_of(before, it, *row, next);
            let number = elsewhere.number(it);
            elsewhere.names[number].bits |= bits;
            elsewhere.name_of.push(number as u32);
        }
        for words in words.chunks(64) {
            let asked = words.iter().enumerate().fold(0, |asked, (nth, word)| {
                asked | (elsewhere.may_have(word.hash) & u64::from(word.capital == 0)) << nth
            });
            for nth in ones(asked) {
                if let Some(name) = elsewhere.rare(words[nth].hash) {
                    name.bits |= 4;
                }
            }
        }
        for (capital, number) in capitals.iter().zip(&elsewhere.name_of) {
            words[capital.nth as usize].document = elsewhere.names[*number as usize].bits;
        }
    }

    /// Finds the stretches of words that could be names: capitals, words of caseless scripts that the gazetteer knows, matches in
    /// small letters, and the little words between them. `known` are all of these but the last, and more.
    fn find_runs(&mut self, folded: &FoldedWords, known: &WordSet) {
        let words = &self.words;
        let is_one = |nth: usize| words[nth].shape < CASELESS || words[nth].code != 0;
        let is_little = |nth: usize| {
            words.get(nth + 1).is_some_and(|next| next.shape < CASELESS)
                && words[nth].gap != BREAK
                && (matches!(words[nth].class, OF | ARTICLE)
                    || matches!(folded.folded(nth), "al" | "el" | "ez" | "es" | "bin" | "ibn"))
        };
        self.runs.reserve(known.len());
        let mut from = 0;
        while let Some(first) = known.first_from(from) {
            let mut end = first;
            if is_one(first) {
                end += 1;
                while end < words.len()
                    && words[end - 1].gap != BREAK
                    && (is_one(end) || is_little(end))
                {
                    end += 1;
                }
                self.runs.push((first, end));
            }
            from = end.max(first + 1);
        }
    }

    /// The stretches of words that could be names: first word, and one past the last.
    pub fn runs(&self) -> &[(usize, usize)] {
        &self.runs
    }

    /// What stands for the words of a match, folded.
    fn key(&self, found: &Match) -> u64 {
        let words = &self.words[found.first_word..found.first_word + found.n_words];
        words.iter().fold(0_u64, |key, it| {
            (key ^ u64::from(it.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
        })
    }

    /// Whether a match is more than one word, or one with a capital that is neither common in small letters nor a first name.
    fn is_plain(&self, found: &Match) -> bool {
        let word = &self.words[found.first_word];
        // of the facts the five lowest bits
        found.n_words > 1 || word.facts.trailing_zeros() >= 5 && word.is_capital()
    }

    /// Whether the word begins with a capital letter, not one of a script that has none.
    pub(super) fn has_capital(&self, nth: usize) -> bool {
        self.words[nth].shape < CASELESS
    }

    /// Whether a mark that ends a sentence stands behind the word.
    pub(super) fn has_stop_behind(&self, nth: usize) -> bool {
        self.words[nth].gap == STOP
    }

    /// Whether no other word with a capital stands in a row with these.
    pub(super) fn stands_alone(&self, first: usize, n_words: usize) -> bool {
        let words = &self.words[first..first + n_words];
        self.begins_row(first) && words.last().is_none_or(|it| self.row(it).after == 0)
    }

    /// Whether no word with a capital stands before it in a row, but for a common one that begins the row (`В Киеве`), or one that
    /// begins its sentence and is neither a title nor a first name (`Поїзд Київ — Ужгород`).
    pub(super) fn begins_row(&self, nth: usize) -> bool {
        match self.row(&self.words[nth]).before {
            0 => true,
            1 => {
                let before = &self.words[nth - 1];
                let gap = nth.checked_sub(2).map_or(BREAK, |nth| self.words[nth].gap);
                before.common() >= COMMON
                    || matches!(gap, STOP | BREAK)
                        && before.first_name() == 0
                        && before.class != TITLE
            }
            _ => false,
        }
    }

    /// Whether what stands behind the word parts names: "Lebanon: Tripoli", "Bangor, Maine".
    pub(super) fn is_parted(&self, nth: usize) -> bool {
        matches!(self.words[nth].gap, COMMA | DASH | BRACKET..=COLON)
    }

    fn row(&self, word: &Glance) -> Row {
        self.capitals[word.capital as usize].row
    }

    /// The nth word as the templates see it.
    #[inline]
    pub(super) fn seen(&self, nth: usize) -> Option<Seen> {
        let word = self.words.get(nth)?;
        let Glance { code, facts, class, shape, gap, document, region, .. } = *word;
        let (hash, facts, row) = (word.met_hash(), facts & 127, Row::default());
        Some(Seen { hash, shape, gap, code, facts, class, document, region, row })
    }

    /// What else is known of it.
    #[inline]
    pub(super) fn row_and_affixes(&self, nth: usize) -> (Row, [u32; 3]) {
        let capital = &self.capitals[self.words[nth].capital as usize];
        (capital.row, capital.affixes)
    }
}

/// What a capital is where it stands, as bits: see [`Sight::look_at_the_whole_text`].
#[expect(
    clippy::needless_bitwise_bool,
    reason = "each is so of few words, and seldom to be foreseen"
)]
fn bits_of(before: &Glance, word: &Glance, row: Row, next: &Glance) -> u8 {
    let is_bearer = before.is_capital() & (before.first_name() > 0) & (before.code == 0);
    let is_near = before.gap == BLANK;
    let is_in = is_near & (before.class == PLACE_WORD);
    let is_person = is_near & ((before.class == TITLE) | is_bearer);
    let is_qualified = (word.gap == COMMA) & (next.code != 0) & (next.code >> 6 & 15 < 4);
    let is_head = (row.before > 0)
        & (row.after == 0)
        & (row.head_class == 0)
        & (word.code.trailing_zeros() >= 2);
    u8::from(is_in)
        | u8::from(is_person) << 1
        | u8::from(is_qualified) << 3
        | u8::from(is_head) << if row.first > 0 { 4 } else { 5 }
}

/// Where each word of a match stands in it.
fn places(n_words: usize) -> impl Iterator<Item = GazetteerCode> {
    (0..n_words).map(move |nth| match (nth, n_words) {
        (0, 1) => 0,
        (0, _) => 1,
        (it, all) if it + 1 == all => 3,
        _ => 2,
    })
}

/// The different words that are written with a capital, and what they are in all of the text.
#[derive(Debug)]
struct Elsewhere {
    numbers: Numbering,
    names: Vec<Name>,
    /// Of each word with a capital, its name.
    name_of: Vec<u32>,
    /// One bit for each name that is seldom written in small letters: most words are not asked further.
    filter: [u64; 64],
}

/// A word that is written with a capital somewhere.
#[derive(Debug)]
struct Name {
    /// See [`Sight::look_at_the_whole_text`].
    bits: u8,
    /// Whether it is no common word in small letters.
    is_rare: bool,
}

impl Default for Elsewhere {
    fn default() -> Self {
        let (numbers, names, name_of) = Default::default();
        Self { numbers, names, name_of, filter: [0; 64] }
    }
}

impl Elsewhere {
    /// Forgets all names, and makes room for so many.
    fn clear(&mut self, n_words: usize) {
        let Self { numbers, names, name_of, filter } = self;
        numbers.clear(n_words);
        names.clear();
        name_of.clear();
        filter.fill(0);
    }

    /// The number of the name that a word is of.
    #[inline]
    fn number(&mut self, word: &Glance) -> usize {
        let Self { numbers, names, filter, .. } = self;
        let (number, is_new) = numbers.number(word.hash.into());
        if is_new {
            let is_rare = word.common() < COMMON;
            filter[word.hash as usize >> 6 & 63] |= u64::from(is_rare) << (word.hash & 63);
            names.push(Name { bits: 0, is_rare });
        }
        number
    }

    /// 1 if the hash may be that of a rare name, 0 if not.
    #[inline]
    fn may_have(&self, hash: u32) -> u64 {
        self.filter[hash as usize >> 6 & 63] >> (hash & 63) & 1
    }

    /// The rare name of this hash.
    fn rare(&mut self, hash: u32) -> Option<&mut Name> {
        let number = self.numbers.get(hash.into())?;
        self.names.get_mut(number).filter(|it| it.is_rare)
    }
}

/// The hashes of its first three letters, its last three and its last four.
fn affixes(words: &FoldedWords, nth: usize) -> [u32; 3] {
    let of = |bytes: &[u8]| number_of(hash_word(bytes));
    let folded = words.folded(nth);
    let bytes = folded.as_bytes();
    if words.is_ascii(nth) {
        return match (bytes, bytes.last_chunk::<4>()) {
            // each written out, as the length of each is known
            ([a, b, c, ..], Some(tail @ [_, x, y, z])) => [
                number_of(hash_word(&[*a, *b, *c])),
                number_of(hash_word(&[*x, *y, *z])),
                number_of(hash_word(tail)),
            ],
            _ => [bytes; 3].map(of),
        };
    }
    let tail = |n: usize| {
        let start = folded.char_indices().rev().nth(n - 1).map_or(0, |(at, _)| at);
        of(&bytes[start..])
    };
    let head_end = folded.char_indices().nth(3).map_or(folded.len(), |(at, _)| at);
    [of(&bytes[..head_end]), tail(3), tail(4)]
}
