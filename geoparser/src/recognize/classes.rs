//! Classes of words that tell about their neighbors, over languages.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use crate::recognize::features::word_hash;

/// Prepositions of place.
pub(super) const PLACE_WORD: u8 = 1;
/// What stands before a person.
pub(super) const TITLE: u8 = 2;
/// "Of".
pub(super) const OF: u8 = 3;
/// Articles.
pub(super) const ARTICLE: u8 = 4;
/// "And".
pub(super) const AND: u8 = 5;
/// Verbs of speech.
pub(super) const SAYS: u8 = 6;
/// Prepositions that tell no place.
pub(super) const PREPOSITION: u8 = 12;
/// Pronouns.
pub(super) const PRONOUN: u8 = 13;
/// Kinds of places.
pub(super) const KIND: u8 = 7;
/// Directions.
pub(super) const DIRECTION: u8 = 10;

/// Folded words by class, parted by blanks.
const CLASSES: &[(u8, &str)] = &[
    (
        PLACE_WORD,
        "in at near from into toward towards outside across around inside en im aus nach bei dans au \
         aux vers pres desde hacia cerca nel nella da em в из на под около вс في من الى قرب شمال \
         جنوب شرق غرب مدينه بمدينه محافظه",
    ),
    (
        TITLE,
        "mr mrs ms dr president minister gen general sen senator rep gov sgt lt col capt officer judge \
         rev sir king queen prince professor prof coach chief spokesman spokeswoman herr frau monsieur \
         madame senor don sheriff mayor secretary chancellor pope major colonel captain президент \
         министр генерал الرئيس وزير",
    ),
    (OF, "of de del di von du des"),
    (ARTICLE, "the la le les der die das el los las"),
    // "And".
    (5, "and or und et y e и و"),
    // Verbs of speech.
    (6, "said says told added asked sagte dijo заявил сказал قال"),
    (
        KIND,
        "county province district city state town village region river lake mountains island islands \
         governorate valley area stadt ville ciudad город города области область край район",
    ),
    // Kinds of bodies and houses.
    (
        8,
        "university college school hospital bank company inc corp times post news court council \
         department police party church club association committee commission center centre institute \
         universitat universite elementary academy hall clinic hotel motel inn mall museum library \
         theater theatre stadium arena jail prison temple mosque chapel cathedral cemetery foundation \
         society union federation league team agency bureau office authority board ministry senate \
         house congress parliament assembly group press tribune herald gazette journal daily radio tv \
         network airlines airways motors co ltd llc corporation army navy force forces guard brigade \
         regiment corps festival cup championship championships games conference act award awards prize \
         day week fund coalition alliance front movement republicans democrats project program store \
         restaurant cafe bar pub apartments plaza tower towers",
    ),
    // Ways and grounds.
    (
        9,
        "street st road avenue ave rd drive highway boulevard airport station park bridge rue strasse \
         blvd lane ln dr court ct route interstate freeway parkway pkwy turnpike expressway circle way \
         terrace square pike trail crossing junction",
    ),
    (
        DIRECTION,
        "north south east west northern southern eastern western central upper lower nord sud ost norte \
         sur downtown rural northeast northwest southeast southwest northeastern northwestern \
         southeastern southwestern midtown mid suburban metro metropolitan greater",
    ),
    // Months and days.
    (
        11,
        "january february march april may june july august september october november december monday \
         tuesday wednesday thursday friday saturday sunday",
    ),
    // Other prepositions.
    (12, "by with for against on to about between through over"),
    // Pronouns.
    (13, "he she his her who i we they it"),
    // What is left of a possessive.
    (14, "s"),
];

/// Whether a folded word only says what kind of place a name is of, which part of it, or nothing at all: "the", "county",
/// "northern", what is left of a possessive.
pub fn is_generic(folded: &str) -> bool {
    matches!(word_class(word_hash(folded)), OF | ARTICLE | KIND | DIRECTION | 14)
}

/// The classes of words, by their hashes.
pub(super) fn word_classes() -> &'static HashMap<u32, u8, FixedState> {
    static TABLE: OnceLock<HashMap<u32, u8, FixedState>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let words = CLASSES
            .iter()
            .flat_map(|(class, words)| words.split(' ').map(move |it| (word_hash(it), *class)));
        words.collect()
    })
}

/// The class of the word with this hash; 0 for all others.
pub(super) fn word_class(hash: u32) -> u8 {
    word_classes().get(&hash).copied().unwrap_or_default()
}
