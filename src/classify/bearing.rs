//! What a hit bears: whether it stands in a heading, in a goal or measure, in a paragraph on the subject, or only in passing.
//!
//! Counting alone sees no difference between «kommunen skal skaffe egnede boliger» and a plan's name in a list (METHOD D3). The words
//! that tell are the pack's, so that a planner can read them and change them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::extract::{Block, Page, PageNumber, Reading, Section, Zone};
use crate::terms::{Class, Hit, Pack, Sign, SignFinder, Tolerance, WhyNot, sentence};

/// Bytes of the longest sentence that is read as one.
const LONGEST: usize = 400;
/// A first page with fewer words than this is a title page.
const TITLE_PAGE: usize = 120;

/// What a hit bears.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Bearing {
    /// It stands in a heading.
    Heading,
    /// Its sentence, or the list or chapter it stands in, states goals or measures.
    Goal,
    /// Its paragraph or chapter is on the subject.
    Subject,
    /// In passing.
    #[default]
    Passing,
}

/// What a hit bears, and the sentence it stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// What it bears.
    pub bearing: Bearing,
    /// Whether its sentence is on social housing: on housing, and with a core term or people who struggle in the housing market.
    pub social: bool,
    /// Whether its sentence is on housing for wider groups.
    pub wider: bool,
    /// First byte of its sentence in the page's text, or of the part of a long one in which it stands.
    pub sentence: usize,
}

/// The weights of the hits of each page; those of the first pack searched with, `pack`, bear.
pub fn weigh(
    pack: &Pack,
    signs: &SignFinder,
    reading: &Reading,
    hits: &[Vec<Hit>],
    tolerance: impl Fn(&Page) -> Tolerance,
) -> Vec<Vec<Weight>> {
    let mut headings = Headings {
        pack,
        signs,
        reading,
        hits,
        known: vec![None; reading.sections.len() + 1],
    };
    let on_page = |(index, page): (usize, &Page)| {
        let own = hits.get(index).map_or(&[][..], Vec::as_slice);
        if !own.iter().any(|hit| is_weighed(pack, hit)) {
            return vec![Weight::default(); own.len()];
        }
        let scale = Scale::new(pack, page, own, signs, tolerance(page));
        own.iter()
            .map(|hit| scale.weight(hit, &headings.above(index, hit)))
            .collect()
    };
    reading.pages.iter().enumerate().map(on_page).collect()
}

/// Hits of the pack that count, and its housing words, which are background.
fn is_weighed(pack: &Pack, hit: &Hit) -> bool {
    hit.pack == 0 && (hit.why_not.is_none() || is_background(pack, hit))
}

/// A housing word that would count if its term did.
fn is_background(pack: &Pack, hit: &Hit) -> bool {
    hit.why_not == Some(WhyNot::Background) && pack.terms[hit.term].class == Class::Background
}

/// What the headings above a place say.
#[derive(Clone, Default)]
struct Above {
    /// The signs in all of them.
    signs: Rc<[Sign]>,
    /// Whether the nearest one is on the subject.
    on_subject: bool,
}

/// The headings of a document; each is read once.
struct Headings<'s> {
    pack: &'s Pack,
    signs: &'s SignFinder,
    reading: &'s Reading,
    hits: &'s [Vec<Hit>],
    /// By the number of headings before a place.
    known: Vec<Option<Above>>,
}

impl Headings<'_> {
    fn above(&mut self, page: usize, hit: &Hit) -> Above {
        let place = (PageNumber::from_index(page).get(), hit.start as u32);
        let sections = &self.reading.sections;
        let before = sections.partition_point(|s| (s.page.get(), s.start) <= place);
        if let Some(known) = &self.known[before] {
            return known.clone();
        }
        let chain = self.chain(before);
        let signs = chain.iter().flat_map(|section| self.signs_in(section));
        let above = Above {
            signs: signs.collect(),
            on_subject: chain.first().is_some_and(|own| self.is_on_subject(own)),
        };
        self.known[before] = Some(above.clone());
        above
    }

    /// The headings under which a place stands, from its own upwards; not the plan's name.
    fn chain(&self, before: usize) -> Vec<&Section> {
        let sections = &self.reading.sections;
        let mut chain: Vec<&Section> = Vec::new();
        for section in sections[..before].iter().rev() {
            if chain.last().is_none_or(|last| section.level < last.level) {
                chain.push(section);
            }
            if section.level <= 1 {
                break;
            }
        }
        // The first heading names the plan; so do all on a title page.
        let first = self.reading.pages.first();
        let title_page = first.is_some_and(|page| page.meter.words < TITLE_PAGE);
        let names_plan = |section: &Section| {
            let first = sections.first() == Some(section);
            section.number.is_none() && (first || (title_page && section.page.get() == 1))
        };
        chain.retain(|section| !names_plan(section));
        chain
    }

    fn signs_in(&self, section: &Section) -> Vec<Sign> {
        let heading = &section.heading;
        let block = Block {
            start: 0,
            end: heading.len() as u32,
            zone: Zone::Heading,
            level: section.level,
            size: 0.0,
            certainty: None,
        };
        let found = self.signs.find(heading, &[block], Tolerance::Exact);
        found.into_iter().map(|(_, sign)| sign).collect()
    }

    fn is_on_subject(&self, section: &Section) -> bool {
        let Some(hits) = self.hits.get(section.page.index()) else {
            return false;
        };
        let heading = section.start as usize..section.start as usize + section.heading.len();
        hits.iter()
            .any(|hit| heading.contains(&hit.start) && is_weighed(self.pack, hit))
    }
}

/// The hits of one page and the signs among which they stand.
struct Scale<'s> {
    pack: &'s Pack,
    page: &'s Page,
    /// The hits, by place.
    own: &'s [Hit],
    /// The signs in the paragraphs of the hits and in the lines that open their lists, by place.
    found: Vec<(usize, Sign)>,
    /// Distinct terms that count, by block.
    terms: BTreeMap<usize, BTreeSet<usize>>,
}

impl<'s> Scale<'s> {
    fn new(
        pack: &'s Pack,
        page: &'s Page,
        own: &'s [Hit],
        signs: &SignFinder,
        tolerance: Tolerance,
    ) -> Self {
        let mut scale = Scale {
            pack,
            page,
            own,
            found: Vec::new(),
            terms: BTreeMap::new(),
        };
        let mut blocks = BTreeSet::new();
        for hit in own.iter().filter(|hit| is_weighed(pack, hit)) {
            if blocks.insert(hit.block) {
                blocks.extend(scale.opening(hit.block));
            }
            if hit.why_not.is_none() {
                scale.terms.entry(hit.block).or_default().insert(hit.term);
            }
        }
        for index in blocks {
            let range = range(&page.blocks[index]);
            let alone = Block {
                start: 0,
                end: range.len() as u32,
                ..page.blocks[index].clone()
            };
            let found = signs.find(&page.text[range.clone()], &[alone], tolerance);
            let placed = found.into_iter().map(|(at, sign)| (range.start + at, sign));
            scale.found.extend(placed);
        }
        scale
    }

    fn weight(&self, hit: &Hit, above: &Above) -> Weight {
        if !is_weighed(self.pack, hit) {
            return Weight::default();
        }
        let block = &self.page.blocks[hit.block];
        let range = range(block);
        let whole = sentence::around(&self.page.text, range.clone(), hit.start..hit.end);
        let sentence = self.near(&whole, hit);
        let passing = above.signs.contains(&Sign::Outside) || self.is_row(block, &sentence);
        let bearing = if block.zone == Zone::Heading {
            Bearing::Heading
        } else if passing {
            Bearing::Passing
        } else {
            self.bearing(hit, &sentence, above)
        };
        let is_prose = !passing && block.zone != Zone::Heading;
        let names = bearing != Bearing::Goal && self.names_a_plan(hit);
        Weight {
            social: is_prose && !names && self.is_social(hit, &sentence, above),
            wider: is_prose
                && self.has(Sign::Housing, &sentence)
                && self.has(Sign::WiderGroup, &sentence),
            bearing,
            sentence: if whole.len() > LONGEST {
                range.start + (hit.start - range.start) / LONGEST * LONGEST
            } else {
                whole.start
            },
        }
    }

    fn bearing(&self, hit: &Hit, sentence: &Range<usize>, above: &Above) -> Bearing {
        let text = &self.page.text[range(&self.page.blocks[hit.block])];
        if self.has(Sign::Goal, sentence)
            || self.opens_goals(hit.block)
            || (above.signs.contains(&Sign::Heading) && is_item(text))
        {
            Bearing::Goal
        } else if above.on_subject || self.terms_in(hit.block) > 1 {
            Bearing::Subject
        } else {
            Bearing::Passing
        }
    }

    /// Whether a hit is part of the name of a plan or a law: «boligsosial handlingsplan», «boligsosial lov».
    fn names_a_plan(&self, hit: &Hit) -> bool {
        let block = range(&self.page.blocks[hit.block]);
        let after = hit.end..(hit.end + 2).min(block.end);
        let within = hit.start..hit.end;
        self.has(Sign::Name, &after) || self.has(Sign::Name, &within)
    }

    /// What of a sentence is near a hit: a list or table whose items run together has no full stops.
    fn near(&self, sentence: &Range<usize>, hit: &Hit) -> Range<usize> {
        /// Bytes on each side of a hit that are read of a longer one.
        const SIDE: usize = 120;
        if sentence.len() <= LONGEST {
            return sentence.clone();
        }
        let text = &self.page.text;
        let [mut from, mut to] = [
            hit.start.saturating_sub(SIDE),
            (hit.end + SIDE).min(text.len()),
        ];
        while !text.is_char_boundary(from) {
            from += 1;
        }
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        from.max(sentence.start)..to.min(sentence.end)
    }

    /// A row of a table or a list of plans with their years: names and numbers, no sentence.
    fn is_row(&self, block: &Block, sentence: &Range<usize>) -> bool {
        /// Numbers that a sentence can have.
        const MOST_NUMBERS: usize = 3;
        /// Words for each number in a sentence.
        const WORDS: usize = 5;
        let text = &self.page.text[sentence.clone()];
        let (mut all, mut numbers) = (0, 0);
        for word in text.split_whitespace() {
            all += 1;
            numbers += usize::from(word.starts_with(|c: char| c.is_ascii_digit()));
        }
        block.zone == Zone::Table
            || self.page.text[range(block)].starts_with('|')
            || (numbers > MOST_NUMBERS && numbers * WORDS > all && !text.ends_with('.'))
    }

    fn is_social(&self, hit: &Hit, sentence: &Range<usize>, above: &Above) -> bool {
        let group = self.has(Sign::Group, sentence) || above.signs.contains(&Sign::Group);
        let is_core = hit.why_not.is_none() && self.pack.terms[hit.term].class == Class::Core;
        let housing = self.pack.signs.housing_terms.contains(&hit.term);
        (self.has(Sign::Housing, sentence) && group)
            || (is_core && (housing || self.has_housing_beside(hit, sentence)))
    }

    /// Whether a sentence has a housing word that is not a hit of the same term: «startlån i Husbanken» has none.
    fn has_housing_beside(&self, hit: &Hit, sentence: &Range<usize>) -> bool {
        /// Hits that can overlap at one place.
        const OVERLAPPING: usize = 8;
        let own = |at: usize| {
            let before = self.own.partition_point(|other| other.start <= at);
            let mut near = self.own[..before].iter().rev().take(OVERLAPPING);
            near.any(|other| other.term == hit.term && at < other.end)
        };
        self.within(sentence)
            .any(|&(at, sign)| sign == Sign::Housing && !own(at))
    }

    fn has(&self, sign: Sign, within: &Range<usize>) -> bool {
        self.within(within).any(|&(_, found)| found == sign)
    }

    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = &(usize, Sign)> {
        let first = self.found.partition_point(|&(at, _)| at < range.start);
        let end = range.end;
        self.found[first..]
            .iter()
            .take_while(move |&&(at, _)| at < end)
    }

    /// The line that opens the list in which a block stands, if it stands in one: «Kommunen skal:».
    fn opening(&self, block: usize) -> Option<usize> {
        /// Items of a list that are looked past.
        const LONGEST_LIST: usize = 15;
        /// Bytes of a line that opens a list, and of an item.
        const LONGEST_ITEM: usize = 400;
        let text = |block: &Block| &self.page.text[range(block)];
        let blocks = &self.page.blocks;
        (0..block)
            .rev()
            .take(LONGEST_LIST)
            .take_while(|&before| {
                let before = &blocks[before];
                before.zone == blocks[block].zone && text(before).len() < LONGEST_ITEM
            })
            .find(|&before| text(&blocks[before]).trim_end().ends_with(':'))
    }

    fn opens_goals(&self, block: usize) -> bool {
        self.opening(block).is_some_and(|opening| {
            let opening = range(&self.page.blocks[opening]);
            self.has(Sign::Goal, &opening) || self.has(Sign::Heading, &opening)
        })
    }

    /// Distinct terms that count in a block.
    fn terms_in(&self, block: usize) -> usize {
        self.terms.get(&block).map_or(0, BTreeSet::len)
    }
}

fn range(block: &Block) -> Range<usize> {
    block.start as usize..block.end as usize
}

/// Whether a paragraph is an item of a list: it begins with a mark or a number, or is a phrase without a full stop.
fn is_item(text: &str) -> bool {
    /// Bytes of the longest phrase.
    const PHRASE: usize = 200;
    let text = text.trim();
    let marked = text.starts_with(|c: char| !c.is_alphabetic() && c != '«' && c != '(');
    marked || (text.len() < PHRASE && !text.ends_with(['.', '!', '?']))
}
