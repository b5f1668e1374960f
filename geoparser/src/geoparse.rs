//! From a text to its mentions: recognize, resolve, date.
//!
//! # Shape
//!
//! An [`Input`] in, a [`Parsed`] out. Any string is a valid input.

use std::borrow::Cow;
use std::ops::Deref;
use std::{fmt, slice};

use crate::confidence::Confidence;
use crate::dates::expressions::tokens::Tokens;
use crate::dates::expressions::{Anchor, Findings, is_dated};
use crate::dates::linking::link_with;
use crate::dates::publication::publication_with;
use crate::dates::seasons::southern;
use crate::dates::{Published, TimeExpression, When};
use crate::gazetteer::Gazetteer;
use crate::place::{LonLat, PlaceId};
use crate::recognize::tagger::Tagger;
use crate::recognize::{
    FoldedWords, Looked, Match, Names, Recognized, Room, WordedText, recognize, recognize_all,
};
pub use crate::resolve::Resolution;
use crate::resolve::explain as explain_choices;
use crate::resolve::{Circumstances, Echoes, Grouping, Named, Naming, Rankings, Weighed, Weights};
use crate::role::role;
use crate::text::Span;
use crate::text::breaks::unbroken;
use crate::text::zones::{Zone, ZonedBlock, zones_with};

/// What a mention says of its place.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// The place itself, or something that happens there.
    Literal,
    /// A government, a people or an affair named by its place: "Moscow insists".
    Metonymic,
    /// An adjective or the name of the people: "Syrian".
    Demonym,
    /// Inside the name of something else: "Carnegie Center in Moscow".
    PartOfName,
}

impl Role {
    /// Every role, in the order of the enum.
    pub const ALL: &[Self] = &[Self::Literal, Self::Metonymic, Self::Demonym, Self::PartOfName];

    /// The word that stands for it in files and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Literal => "literal",
            Self::Metonymic => "metonymic",
            Self::Demonym => "demonym",
            Self::PartOfName => "part-of-name",
        }
    }
}

/// The places that a mention could mean as well, best first: at most [`Self::MOST`], as they stand in the mention itself.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct RunnersUp {
    n: u8,
    places: [Resolution; Self::MOST],
}

impl RunnersUp {
    /// More are not told.
    pub const MOST: usize = 4;
}

impl FromIterator<Resolution> for RunnersUp {
    /// The first of them.
    fn from_iter<I: IntoIterator<Item = Resolution>>(all: I) -> Self {
        let mut this = Self::default();
        for (kept, it) in this.places.iter_mut().zip(all) {
            *kept = it;
            this.n += 1;
        }
        this
    }
}

impl Deref for RunnersUp {
    type Target = [Resolution];

    fn deref(&self) -> &[Resolution] {
        &self.places[..usize::from(self.n)]
    }
}

impl<'a> IntoIterator for &'a RunnersUp {
    type Item = &'a Resolution;
    type IntoIter = slice::Iter<'a, Resolution>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for RunnersUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A span of the text that names a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// The probability that it names a place at all, 0 to 1.
    pub score: f32,
    /// The place it means; `None` when no known place fits.
    pub resolution: Option<Resolution>,
    /// The next best, best first.
    pub runners_up: RunnersUp,
    /// What it says of its place.
    pub role: Role,
    /// The zone it stands in.
    pub zone: Zone,
    /// Whether it stands in a passage that is repeated elsewhere in the text: it counts only there.
    pub duplicate: bool,
    /// What time its clause speaks of; `None` when the text around it does not say.
    pub when: Option<When>,
}

/// What is known of an article before its text is read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The text as it was given.
    pub text: &'a str,
    /// When it was published, if something outside the text says so.
    pub published: Option<&'a Published>,
    /// The blocks that are known from its format, in order; what lies outside of them is guessed from the text.
    pub zones: &'a [ZonedBlock],
    /// BCP 47 tag of its language.
    pub lang: &'a str,
    /// Where its source is at home, if that is known: a local paper means its own Springfield.
    pub home: Option<LonLat>,
}

/// What was learned: the tagger that recognizes, the weights that resolve, and how far both are to be believed.
#[derive(Clone, Copy, Debug)]
pub struct Models<'m> {
    /// Recognizes; without one, rules do.
    pub tagger: Option<&'m Tagger>,
    /// Resolve.
    pub weights: &'m Weights,
    /// Corrects the scores of both.
    pub confidence: Confidence,
}

impl Models<'static> {
    /// Those that the library ships.
    pub fn shipped() -> Self {
        Self {
            tagger: Tagger::shipped(),
            weights: Weights::shipped(),
            confidence: Confidence::shipped(),
        }
    }
}

/// What a text says of places and times.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// When it was published: as given, or as the text tells.
    pub published: Published,
    /// Its headline, where it has one.
    pub title: Option<Span>,
    /// Its blocks, in order.
    pub zones: Vec<ZonedBlock>,
    /// Its time expressions, in order.
    pub expressions: Vec<TimeExpression>,
    /// Its mentions, in order, never overlapping.
    pub mentions: Vec<Mention>,
}

/// The whole way. Costs one pass over the text, and more only near what looks like a name or a date.
pub fn geoparse(gazetteer: &Gazetteer, input: Input<'_>) -> Parsed {
    geoparse_with(gazetteer, Models::shipped(), input)
}

/// The same with other models than those shipped.
pub fn geoparse_with(gazetteer: &Gazetteer, models: Models<'_>, input: Input<'_>) -> Parsed {
    let draft = Draft::of(gazetteer, models, input);
    let mentions = draft.mentions(gazetteer, models, input.home);
    draft.into_parsed(mentions)
}

/// What a text says before it is known where its source is at home: all but which place each name means.
#[derive(Debug)]
pub struct Draft<'a> {
    input: Input<'a>,
    text: Cow<'a, str>,
    published: Published,
    zones: Vec<ZonedBlock>,
    expressions: Vec<TimeExpression>,
    words: FoldedWords,
    echoes: Echoes,
    names: Names,
    named: Named,
    /// Of each mention; none where the text has no date.
    times: Vec<Option<When>>,
    tokens: Tokens,
}

impl<'a> Draft<'a> {
    /// Reads the text; of the input the home is not looked at.
    pub fn of(gazetteer: &Gazetteer, models: Models<'_>, input: Input<'a>) -> Self {
        let mut draft = Self::unread(input);
        Self::read_all(gazetteer, models, slice::from_mut(&mut draft));
        draft
    }

    /// Reads many texts, each as [`Self::of`] does. Every step is taken with all of them before the next, so that what it looks
    /// things up in stays in near memory: of short texts, a few hundred kilobytes together are read fastest.
    pub fn of_all(gazetteer: &Gazetteer, models: Models<'_>, inputs: &[Input<'a>]) -> Vec<Self> {
        let mut drafts: Vec<Self> = inputs.iter().map(|input| Self::unread(*input)).collect();
        Self::read_all(gazetteer, models, &mut drafts);
        drafts
    }

    fn read_all(gazetteer: &Gazetteer, models: Models<'_>, drafts: &mut [Self]) {
        for draft in &mut *drafts {
            draft.text = unbroken(draft.input.text);
            draft.zones = zones_with(&draft.text, draft.input.zones);
        }
        for draft in &mut *drafts {
            draft.words = FoldedWords::in_language(&draft.text, draft.input.lang);
            draft.read_times();
        }
        let mut room = Room::default();
        let looked = drafts.iter_mut().map(|draft| {
            draft.echoes = Echoes::of(&draft.text, &draft.words);
            Looked::at(gazetteer, models.tagger, draft.worded(), &mut room)
        });
        let looked = looked.collect();
        let texts = drafts.iter().map(Self::worded);
        let recognized = recognize_all(gazetteer, models.tagger, texts, looked);
        let mut grouping = Grouping::new(gazetteer, Naming::default());
        grouping.reserve(recognized.iter().map(|it| it.matches.len()).sum());
        for (draft, names) in drafts.iter_mut().zip(recognized) {
            // without a date no mention has a time
            if draft.expressions.iter().any(is_dated) {
                let spans: Vec<Span> = names.matches.iter().map(|it| it.span).collect();
                let tokens = std::mem::take(&mut draft.tokens);
                draft.times =
                    link_with(draft.worded(), &tokens, &draft.zones, &draft.expressions, &spans);
            }
            let lang = draft.input.lang;
            let echoes = std::mem::take(&mut draft.echoes);
            grouping.add(&draft.text, &draft.words, &echoes, lang, &names.matches);
            draft.names = names;
        }
        let named = Named::of_all(gazetteer, models.weights, grouping);
        for (draft, named) in drafts.iter_mut().zip(named) {
            draft.named = named;
        }
    }

    fn unread(input: Input<'a>) -> Self {
        Self {
            input,
            text: Cow::Borrowed(""),
            published: Published::UNKNOWN,
            zones: Vec::new(),
            expressions: Vec::new(),
            words: FoldedWords::default(),
            echoes: Echoes::default(),
            names: Names::default(),
            named: Named::default(),
            times: Vec::new(),
            tokens: Tokens::default(),
        }
    }

    fn worded(&self) -> WordedText<'_> {
        WordedText { text: &self.text, words: &self.words, lang: self.input.lang }
    }

    /// When it was published, and the times that it speaks of.
    fn read_times(&mut self) {
        let (text, lang): (&str, _) = (&self.text, self.input.lang);
        let findings = Findings::of(text, &self.words, lang);
        let given = self.input.published.cloned();
        let published =
            given.unwrap_or_else(|| publication_with(text, &self.zones, &&findings, lang));
        let anchor = Anchor { published: published.edtf.as_ref().map(crate::dates::Edtf::span) };
        self.expressions = findings.expressions(anchor);
        if self.expressions.iter().any(is_dated) {
            self.tokens = findings.into_tokens();
        }
        self.published = published;
    }

    /// The mentions, for a source at home here, by the models that it was read with.
    pub fn mentions(
        &self,
        gazetteer: &Gazetteer,
        models: Models<'_>,
        home: Option<LonLat>,
    ) -> Vec<Mention> {
        self.named.ranked(gazetteer, models.weights, home, |mut rankings| {
            rankings.each(|ranking| models.confidence.spread(ranking));
            self.resolved(gazetteer, models.confidence, &rankings)
        })
    }

    fn resolved(
        &self,
        gazetteer: &Gazetteer,
        confidence: Confidence,
        rankings: &Rankings<'_>,
    ) -> Vec<Mention> {
        let Self { text, zones, words, names: Names { matches, scores }, .. } = self;
        let mut mentions: Vec<Mention> = Vec::with_capacity(matches.len());
        let mut block = 0;
        for (nth, found) in matches.iter().enumerate() {
            while block + 1 < zones.len() && zones[block + 1].span.start <= found.span.start {
                block += 1;
            }
            let (zone, duplicate) =
                zones.get(block).map_or((Zone::Body, false), |it| (it.zone, it.duplicate));
            let mut ranking = rankings.of_mention(nth).iter().copied();
            let resolution = ranking.next();
            mentions.push(Mention {
                span: found.span,
                score: confidence.of_mention(scores[nth]),
                resolution,
                runners_up: ranking.collect(),
                role: resolution.map_or(Role::Literal, |it| {
                    role(gazetteer, text, words, found, it.place, zone)
                }),
                zone,
                duplicate,
                when: self.when(gazetteer, nth, resolution.map(|it| it.place)),
            });
        }
        mentions
    }

    /// The time of a mention; seasons are those of its place's half of the Earth.
    fn when(&self, gazetteer: &Gazetteer, nth: usize, place: Option<PlaceId>) -> Option<When> {
        let when = self.times.get(nth)?.clone()?;
        if place.is_none_or(|place| gazetteer.point(place).lat() >= 0.0) {
            return Some(when);
        }
        let words = &self.text[when.evidence.range()];
        let published = self.published.edtf.as_ref().map(crate::dates::Edtf::span);
        Some(When { edtf: southern(&when.edtf, words, published), ..when })
    }

    /// Its time expressions, in order.
    pub fn expressions(&self) -> &[TimeExpression] {
        &self.expressions
    }

    /// All of it, with its mentions.
    pub fn into_parsed(self, mentions: Vec<Mention>) -> Parsed {
        let Self { published, zones, expressions, .. } = self;
        let title = zones.iter().find(|block| block.zone == Zone::Title).map(|block| block.span);
        Parsed { published, title, zones, expressions, mentions }
    }
}

/// Why a mention was taken for its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Where it stands.
    pub span: Span,
    /// The probability that it names a place at all, 0 to 1.
    pub recognized: f32,
    /// The places it could mean, best first, with what speaks for and against each.
    pub candidates: Vec<Weighed>,
}

/// The reasons for every choice that [`geoparse`] makes: one explanation for each of its mentions, in their order. Costs
/// as much again.
pub fn explain(gazetteer: &Gazetteer, models: Models<'_>, input: Input<'_>) -> Vec<Explanation> {
    let text: &str = &unbroken(input.text);
    let words = FoldedWords::in_language(text, input.lang);
    let recognized = recognize(gazetteer, models.tagger, text, &words, input.lang);
    let matches: Vec<Match> = recognized.iter().map(|it| it.found.clone()).collect();
    let circumstances = Circumstances { lang: input.lang, home: input.home };
    let weighed = explain_choices(gazetteer, models.weights, text, &words, &matches, circumstances);
    let explain = |(seen, mut candidates): (&Recognized, Vec<Weighed>)| {
        let mut shares: Vec<Resolution> =
            candidates.iter().map(|it| Resolution { place: it.place, score: it.score }).collect();
        models.confidence.spread(&mut shares);
        for (candidate, share) in candidates.iter_mut().zip(&shares) {
            candidate.score = share.score;
            for reason in &mut candidate.reasons {
                reason.weight /= models.confidence.temperature;
            }
        }
        let recognized = models.confidence.of_mention(seen.score);
        Explanation { span: seen.found.span, recognized, candidates }
    };
    recognized.iter().zip(weighed).map(explain).collect()
}
