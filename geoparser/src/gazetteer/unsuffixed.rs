//! Names without the word for what they are: `広島県` is `広島`, `부산광역시` is `부산`.
//!
//! Chinese, Japanese and Korean write the kind of a division or a town onto its name, and texts leave it out as often.

/// What stands at the end of names, none behind one that it ends with.
const KINDS: [&str; 25] = [
    "特别行政区",
    "特別行政區",
    "特别市",
    "特別市",
    "自治区",
    "自治區",
    "특별자치시",
    "특별자치도",
    "특별시",
    "광역시",
    "広域市",
    "廣域市",
    "广域市",
    "직할시",
    "省",
    "市",
    "都",
    "府",
    "県",
    "縣",
    "县",
    "州",
    "시",
    "도",
    "군",
];

/// A name shorter than this, in letters, is none; without 州, which foreign divisions have too, what is shorter is often a word.
const SHORTEST: usize = 2;
const SHORTEST_OF_STATES: usize = 3;

/// The name without its kind, if it has one and is long enough without.
pub(crate) fn unsuffixed(name: &str) -> Option<&str> {
    if name.is_ascii() {
        return None;
    }
    let bare = |kind| Some((name.strip_suffix(kind)?, kind));
    let (bare, kind) = KINDS.into_iter().find_map(bare)?;
    let shortest = if kind == "州" { SHORTEST_OF_STATES } else { SHORTEST };
    bare.chars().nth(shortest - 1).is_some().then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_left_out_of_names_that_stand_without() {
        assert_eq!(unsuffixed("広島県"), Some("広島"));
        assert_eq!(unsuffixed("부산광역시"), Some("부산"));
        assert_eq!(unsuffixed("四川省"), Some("四川"));
        assert_eq!(unsuffixed("哈尔科夫州"), Some("哈尔科夫"));
        assert_eq!(unsuffixed("津市"), None, "what is left is too short");
        assert_eq!(unsuffixed("首都州"), None, "what is left is a word");
        assert_eq!(unsuffixed("Québec"), None);
    }
}
