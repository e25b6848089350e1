//! The search over the lines of one text: a secret may be divided between them.

use super::{MIN_NEEDLE_OCTETS, Redactor, masked};
use std::ops::Range;

/// A line of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    /// All of it.
    pub(crate) octets: &'t [u8],
    /// Where the part begins that goes on from line to line: behind a reply code.
    pub(crate) begins: usize,
}

impl<'t> Line<'t> {
    /// A line that is text from its start.
    pub(crate) fn whole(octets: &'t [u8]) -> Self {
        Line { octets, begins: 0 }
    }

    fn text(&self) -> &'t [u8] {
        &self.octets[self.begins.min(self.octets.len())..]
    }
}

/// What may stand in a secret where a line ends: nothing, or the space that the line end is shown as.
const AT_LINE_ENDS: [&[u8]; 2] = [b"", b" "];

impl Redactor {
    /// The lines with every needle masked, also those that go on from one line to the next. If the text is cut off behind
    /// its last line, so is a needle that begins at its end.
    pub(crate) fn redact_lines(&self, lines: &[Line<'_>], is_cut: bool) -> Vec<Vec<u8>> {
        let mut masks: Vec<Vec<Range<usize>>> =
            lines.iter().map(|line| self.masks(line.octets)).collect();
        for between in AT_LINE_ENDS {
            let joined = Joined::of(lines, between);
            for mask in self.masks_across(&joined) {
                joined.divide(&mask, &mut masks);
            }
            if is_cut && let Some(begun) = self.begun(&joined.text, MIN_NEEDLE_OCTETS) {
                joined.divide(&(joined.text.len() - begun..joined.text.len()), &mut masks);
            }
        }
        let redacted = lines.iter().zip(masks).map(|(line, mut masks)| {
            masks.sort_by_key(|mask| mask.start);
            masked(line.octets, &masks).into_owned()
        });
        redacted.collect()
    }

    /// Whether a needle may have begun in these lines and go on in the next.
    pub(crate) fn may_go_on(&self, lines: &[Line<'_>]) -> bool {
        let mut joined = AT_LINE_ENDS
            .iter()
            .map(|between| Joined::of(lines, between));
        joined.any(|joined| self.begun(&joined.text, 1).is_some())
    }

    /// How many octets at the end of the text are the beginning of a needle, at least so many.
    fn begun(&self, text: &[u8], least: usize) -> Option<usize> {
        let beginnings = self.needles.iter().filter_map(|needle| {
            let needle = needle.octets.expose();
            let longest = needle.len().saturating_sub(1).min(text.len());
            (least..=longest)
                .rev()
                .find(|octets| text.ends_with(&needle[..*octets]))
        });
        beginnings.max()
    }

    /// The needles that are divided between lines.
    fn masks_across(&self, joined: &Joined) -> Vec<Range<usize>> {
        let longest = self
            .needles
            .first()
            .map_or(0, |needle| needle.octets.expose().len());
        let mut masks = Vec::new();
        for (end, start) in joined.breaks() {
            for at in end.saturating_sub(longest)..end {
                let goes_over = |at: usize, octets: usize| at + octets > start;
                let found = self.needles.iter().filter(|needle| {
                    needle.begins(&joined.text[at..]) && goes_over(at, needle.octets.expose().len())
                });
                masks.extend(found.map(|needle| needle.at(&joined.text, at)));
            }
        }
        masks
    }
}

/// The texts of several lines as one.
struct Joined {
    text: Vec<u8>,
    /// Where each line's text stands in it, and where it begins in its line.
    parts: Vec<(Range<usize>, usize)>,
}

impl Joined {
    fn of(lines: &[Line<'_>], between: &[u8]) -> Self {
        let mut joined = Joined {
            text: Vec::new(),
            parts: Vec::new(),
        };
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                joined.text.extend_from_slice(between);
            }
            let start = joined.text.len();
            joined.text.extend_from_slice(line.text());
            joined.parts.push((
                start..joined.text.len(),
                line.octets.len() - line.text().len(),
            ));
        }
        joined
    }

    /// Where a line's text ends, and where that of the next begins.
    fn breaks(&self) -> impl Iterator<Item = (usize, usize)> {
        self.parts
            .windows(2)
            .map(|pair| (pair[0].0.end, pair[1].0.start))
    }

    /// Adds a mask of the whole to the masks of the lines that it is in.
    fn divide(&self, mask: &Range<usize>, masks: &mut [Vec<Range<usize>>]) {
        for ((part, begins), masks) in self.parts.iter().zip(masks) {
            let (start, end) = (mask.start.max(part.start), mask.end.min(part.end));
            if start < end {
                masks.push(start - part.start + begins..end - part.start + begins);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    fn hiding(secret: &[u8]) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.hide(secret);
        redactor
    }

    fn redact(secret: &[u8], lines: &[&str], begins: usize, is_cut: bool) -> Vec<String> {
        let lines: Vec<Line<'_>> = lines
            .iter()
            .map(|line| Line {
                octets: line.as_bytes(),
                begins,
            })
            .collect();
        let redacted = hiding(secret).redact_lines(&lines, is_cut);
        let text = |line| String::from_utf8(line).expect("UTF-8");
        redacted.into_iter().map(text).collect()
    }

    #[test]
    fn a_secret_divided_between_lines() {
        for (lines, expected) in [
            (
                &["no: correct-ho", "rse!"][..],
                &["no: ********", "********!"][..],
            ),
            (&["no: correct-horse", "no"], &["no: ********", "no"]),
            (
                &["co", "rrect", "-horse"],
                &["********", "********", "********"],
            ),
            (
                &["correct-horse", "correct-horse"],
                &["********", "********"],
            ),
            (&["correct-ho", "ist"], &["correct-ho", "ist"]),
            (&[], &[]),
        ] {
            assert_eq!(redact(b"correct-horse", lines, 0, false), expected);
        }
        // The line end is shown as a space.
        assert_eq!(
            redact(b"correct horse", &["correct", "horse"], 0, false),
            ["********", "********"]
        );
        assert_eq!(
            redact(
                b"correct-horse",
                &["535-correct-ho", "535 rse no"],
                4,
                false
            ),
            ["535-********", "535 ******** no"]
        );
    }

    #[test]
    fn base64_divided_between_lines() {
        let encoded = STANDARD.encode("\0joe\0correct-horse");
        let (first, second) = encoded.split_at(15);
        assert_eq!(
            redact(
                b"correct-horse",
                &[&format!("you said {first}"), &format!("{second} !")],
                0,
                false
            ),
            ["you said ********", "******** !"]
        );
    }

    #[test]
    fn a_text_that_is_cut_off() {
        for (line, expected) in [
            ("no: correct-hor", "no: ********"),
            ("no: corr", "no: ********"),
            // Too short to be told from other words.
            ("no: cor", "no: cor"),
            ("correct-horse!", "********!"),
        ] {
            assert_eq!(redact(b"correct-horse", &[line], 0, true), [expected]);
        }
        let redactor = hiding(b"correct-horse");
        for (line, expected) in [
            ("a c", true),
            ("correct-hors", true),
            ("correct-horse", false),
            ("", false),
        ] {
            let lines = [Line::whole(line.as_bytes())];
            assert_eq!(redactor.may_go_on(&lines), expected, "{line}");
        }
    }

    proptest! {
        /// However a secret is divided, no part of it is shown that is longer than a word that cannot be recognised.
        #[test]
        fn no_division_shows_it(cuts in proptest::collection::btree_set(0_usize..24, 0..5)) {
            let text = "no: correct-horse-seven!";
            let mut lines = Vec::new();
            let mut start = 0;
            for cut in cuts.into_iter().chain([text.len()]) {
                lines.push(format!("535-{}", &text[start..cut]));
                start = cut;
            }
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let shown: String = redact(b"correct-horse-seven", &lines, 4, false)
                .iter()
                .map(|line| line[4..].replace(super::super::MASK, ""))
                .collect();
            prop_assert_eq!(shown, "no: !");
        }
    }
}
