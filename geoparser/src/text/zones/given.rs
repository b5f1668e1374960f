//! Blocks that are known from elsewhere, and guesses for the rest.

use crate::text::Span;
use crate::text::zones::dateline::dateline;
use crate::text::zones::lines::{Line, lines};
use crate::text::zones::{Zone, ZonedBlock, labelling};

/// The blocks: those that are known, and between them those that the form of the lines tells.
pub(super) fn label_blocks(text: &str, known: &[ZonedBlock]) -> Vec<ZonedBlock> {
    let known = sound(text, known);
    if known.is_empty() {
        return labelling::label_blocks(text, &lines(text));
    }
    let has_title = known.iter().any(|it| it.zone == Zone::Title);
    let mut blocks = Vec::with_capacity(known.len());
    let mut from = 0;
    let end =
        ZonedBlock { span: Span::new(text.len(), text.len()), zone: Zone::Body, duplicate: false };
    for block in known.into_iter().chain([end]) {
        let gap = from..block.span.start;
        from = block.span.end;
        if !text[gap.clone()].trim().is_empty() {
            let inside: Vec<Line> =
                lines(&text[gap.clone()]).into_iter().map(|it| it.moved(gap.start)).collect();
            let mut guessed = labelling::label_blocks(text, &inside);
            for block in &mut guessed {
                if has_title && block.zone == Zone::Title {
                    block.zone = Zone::Standfirst;
                }
            }
            blocks.append(&mut guessed);
        }
        blocks.push(block);
    }
    blocks.pop();
    split_dateline(text, &mut blocks);
    blocks
}

/// Those that can be blocks of this text, without the blanks around them.
fn sound(text: &str, known: &[ZonedBlock]) -> Vec<ZonedBlock> {
    let mut sound: Vec<ZonedBlock> = Vec::with_capacity(known.len());
    let mut from = 0;
    for block in known {
        let Span { start, end } = block.span;
        let Some(words) = (start >= from).then(|| text.get(start..end)).flatten() else { continue };
        let trimmed = words.trim();
        if trimmed.is_empty() {
            continue;
        }
        let start = start + (words.len() - words.trim_start().len());
        from = end;
        sound.push(ZonedBlock { span: Span::new(start, start + trimmed.len()), ..*block });
    }
    sound
}

/// Markup knows no datelines: the first paragraph of the body may open with one.
fn split_dateline(text: &str, blocks: &mut Vec<ZonedBlock>) {
    if blocks.iter().any(|it| it.zone == Zone::Dateline) {
        return;
    }
    let Some(at) = blocks.iter().position(|it| it.zone == Zone::Body) else { return };
    let block = blocks[at];
    let Some((close, open)) = dateline(&text[block.span.range()]) else { return };
    let Span { start, end } = block.span;
    blocks[at] =
        ZonedBlock { span: Span::new(start, start + close), zone: Zone::Dateline, ..block };
    if start + open < end {
        blocks.insert(at + 1, ZonedBlock { span: Span::new(start + open, end), ..block });
    }
}
