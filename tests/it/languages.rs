//! Names of places in the cases and with the particles of other languages.

use tadmur_geoparser::geoparse::{Input, Mention, geoparse};

use crate::golden::WORLD;

/// The words of a text that name places, and the labels of these.
fn found<'t>(lang: &str, text: &'t str) -> Vec<(&'t str, &'static str)> {
    let parsed = geoparse(&WORLD, Input { text, published: None, zones: &[], lang, home: None });
    let name =
        |it: &Mention| Some((&text[it.span.range()], WORLD.place(it.resolution?.place).label));
    parsed.mentions.iter().filter_map(name).collect()
}

#[track_caller]
fn check_not(lang: &str, text: &str, word: &str) {
    assert!(found(lang, text).iter().all(|(it, _)| *it != word), "{word}");
}

/// The places that a text names, with the words that name them.
#[track_caller]
fn check(lang: &str, text: &str, expected: &[(&str, &str)]) {
    let found = found(lang, text);
    for it in expected {
        assert!(found.contains(it), "{it:?} is not in {found:?}");
    }
}

#[test]
fn names_are_found_in_their_cases() {
    check(
        "fi",
        "Suomen pääministeri sanoi Helsingissä, että Syyriassa ja Turkissa tilanne on vaikea.",
        &[
            ("Suomen", "Finland"),
            ("Helsingissä", "Helsinki"),
            ("Syyriassa", "Syria"),
            ("Turkissa", "Turkey"),
        ],
    );
    check(
        "pl",
        "Wczoraj w Warszawie prezydent rozmawiał z ministrem z Syrii o sytuacji w Damaszku.",
        &[("Warszawie", "Warsaw"), ("Syrii", "Syria"), ("Damaszku", "Damascus")],
    );
    check(
        "cs",
        "Prezident v Praze jednal o situaci v Sýrii, v Německu se konala setkání.",
        &[("Praze", "Prague"), ("Sýrii", "Syria"), ("Německu", "Germany")],
    );
    check(
        "hu",
        "A magyar külügyminiszter Budapesten beszélt a Szíriában zajló harcokról. Németországból jött.",
        &[("Budapesten", "Budapest"), ("Szíriában", "Syria"), ("Németországból", "Germany")],
    );
    check(
        "de",
        "Die Regierung Syriens und die Vertreter Englands trafen sich.",
        &[("Syriens", "Syria"), ("Englands", "England")],
    );
    check(
        "sv",
        "Sveriges statsminister besökte i går Syrien.",
        &[("Sveriges", "Sweden"), ("Syrien", "Syria")],
    );
    check(
        "el",
        "Ο πρωθυπουργός της Ελλάδας μίλησε για τη Δαμασκό και την Κύπρο.",
        &[("Ελλάδας", "Greece"), ("Κύπρο", "Cyprus")],
    );
    check(
        "ko",
        "서울에서 열린 회의에서 시리아의 대통령은 말했다.",
        &[("서울에서", "Seoul"), ("시리아의", "Syria")],
    );
}

#[test]
fn names_that_end_like_a_case_are_found_in_theirs() {
    check(
        "ru",
        "Взрывы слышали в Харькове и под Купянском, сообщили в Ростове.",
        &[("Харькове", "Kharkiv"), ("Купянском", "Kupiansk")],
    );
    check(
        "uk",
        "У Харкові та Львові пролунали вибухи, повідомили в Києві. Бахмут залишається під обстрілами.",
        &[("Харкові", "Kharkiv"), ("Львові", "Lviv"), ("Києві", "Kyiv"), ("Бахмут", "Bakhmut")],
    );
    check("ru", "Премьер-министр Канады Джастин Трюдо прибыл на саммит.", &[("Канады", "Canada")]);
    check_not("ru", "Тренером стал Франц Бекенбауэр.", "Франц");
}

#[test]
fn names_are_found_by_the_words_around_them() {
    check(
        "pl",
        "W Krakowie i we Wrocławiu odbyły się protesty.",
        &[("Krakowie", "Krakow"), ("Wrocławiu", "Wroclaw")],
    );
    check(
        "sv",
        "I Göteborg och Malmö protesterade man.",
        &[("Göteborg", "Gothenburg"), ("Malmö", "Malmo")],
    );
    check(
        "pt",
        "A polícia do Rio de Janeiro prendeu dois suspeitos em Niterói.",
        &[("Rio de Janeiro", "Rio de Janeiro"), ("Niterói", "Niterói")],
    );
    check(
        "vi",
        "Thủ tướng đến Hà Nội từ Bắc Kinh.",
        &[("Hà Nội", "Hanoi"), ("Bắc Kinh", "Beijing")],
    );
    check(
        "ar",
        "قصفت الطائرات مدينة إدلب وريف حماة الشمالي.",
        &[("مدينة إدلب", "Idlib"), ("حماة", "Hama")],
    );
    check_not(
        "de",
        "Der Handel und die Wahlen, am Ende des Krieges, an Stelle der Regierung.",
        "Wahlen",
    );
}

#[test]
fn names_in_letters_without_blanks_are_whole() {
    check(
        "zh",
        "随后前往上海和武汉考察。四川省成都市发生地震。",
        &[("上海", "Shanghai"), ("武汉", "Wuhan"), ("四川省", "Sichuan"), ("成都市", "Chengdu")],
    );
    check("ja", "東京都内で会談した。", &[("東京都", "Tokyo")]);
    check("ko", "부산에서 시위가 열렸고, 평양에서는", &[("부산에서", "Busan")]);
}

#[test]
fn a_language_without_endings_keeps_its_words() {
    let text = "The Finns of Helsingissä were there, and Englands too.";
    let parsed =
        geoparse(&WORLD, Input { text, published: None, zones: &[], lang: "en", home: None });
    let resolved = parsed.mentions.iter().filter(|it| it.resolution.is_some());
    assert!(
        resolved.map(|it| &text[it.span.range()]).all(|it| it != "Helsingissä" && it != "Englands")
    );
}

#[test]
fn a_name_that_the_page_broke_is_one() {
    let wrapped = "The governor of the province said on Monday that the road to Deir\n\
        ez-Zor had been closed for the third day in a row, and that trucks to\n\
        Palmyra and Homs had been sent back. Ministers met in Dama-\n\
        scus to talk about it, and flew on to Abu Dhabi and later to New\n\
        York for talks with the others.\n";
    check(
        "en",
        wrapped,
        &[("Deir\nez-Zor", "Deir ez-Zor"), ("Dama-\nscus", "Damascus"), ("New\nYork", "New York")],
    );
    check(
        "de",
        "Der Zug fuhr nach Stutt¬ gart und Ber¬\nlin.",
        &[("Stutt¬ gart", "Stuttgart"), ("Ber¬\nlin", "Berlin")],
    );
}

#[test]
fn scripts_of_india_and_beyond_keep_their_vowels() {
    check(
        "ta",
        "சென்னையில் பலத்த மழை பெய்தது; இலங்கையின் தலைநகர் கொழும்பில் போராட்டம் நடந்தது.",
        &[("சென்னையில்", "Chennai"), ("இலங்கையின்", "Sri Lanka"), ("கொழும்பில்", "Colombo")],
    );
    check("bn", "ভারত সরকার কলকাতায় বৈঠক করেছে।", &[("ভারত", "India"), ("কলকাতায়", "Kolkata")]);
    check("te", "ఢిల్లీ నుంచి మంత్రి హైదరాబాద్‌లో ఉన్నారు.", &[("ఢిల్లీ", "Delhi")]);
    check("th", "ญี่ปุ่นส่งความช่วยเหลือ", &[("ญี่ปุ่น", "Japan")]);
    check("am", "የኢትዮጵያ ጠቅላይ ሚኒስትር ወደ ኬንያ ተጓዙ።", &[("የኢትዮጵያ", "Ethiopia")]);
}

#[test]
fn words_of_several_parts_have_cases_too() {
    check(
        "pl",
        "Prezydent Polski Andrzej Duda mówił o Stanach Zjednoczonych w Katowicach i w Bydgoszczy.",
        &[
            ("Polski", "Poland"),
            ("Stanach Zjednoczonych", "United States"),
            ("Katowicach", "Katowice"),
            ("Bydgoszczy", "Bydgoszcz"),
        ],
    );
    check(
        "sr",
        "Premijer Crne Gore govorio je u Banjoj Luci.",
        &[("Crne Gore", "Montenegro"), ("Banjoj Luci", "Banja Luka")],
    );
    check("ro", "Premierul Marii Britanii a ajuns.", &[("Marii Britanii", "United Kingdom")]);
}

#[test]
fn consonants_change_before_endings() {
    check("uk", "Суд у Страсбурзі виніс рішення.", &[("Страсбурзі", "Strasbourg")]);
}

#[test]
fn what_an_apostrophe_parts_from_its_ending_is_a_name() {
    check(
        "tr",
        "Cumhurbaşkanı Erdoğan Ankara'da Rusya Devlet Başkanı Putin ile görüştü.",
        &[("Ankara", "Ankara"), ("Rusya", "Russia")],
    );
}

#[test]
fn a_part_of_a_word_is_no_name() {
    check_not("ja", "首相はバイデン大統領と会談した。", "バイデ");
    check_not("ja", "ロシア軍はウクライナ東部を攻撃した。", "東部");
    check_not("fa", "وی در باکو با الهام علی‌اف دیدار کرده بود.", "الهام");
}
