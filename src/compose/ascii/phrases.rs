//! Phrases: the names of an address list (RFC 5322 section 3.4), or a list that consists of them.

use super::NoForm;
use super::items::Items;
use super::tokens::Token;
use super::words::{self, Word};

/// Appends a list. Its elements end with a comma, a semicolon or, for the name of a group, a colon. Words are a phrase if
/// every element is one, before an address in angle brackets, and in the name of a group; other words are an address.
pub(super) fn push(items: &mut Items, tokens: Vec<Token>, every: bool) -> Result<(), NoForm> {
    let mut tokens = tokens.into_iter().peekable();
    while tokens.peek().is_some() {
        let mut element = Vec::new();
        let mut end = None;
        for token in tokens.by_ref() {
            match token {
                Token::Special(c @ (',' | ';' | ':')) => {
                    end = Some(c);
                    break;
                }
                token => element.push(token),
            }
        }
        let has_address =
            |token: &Token| matches!(token, Token::Bracketed(text) if text.starts_with('<'));
        let named = every || end == Some(':') || element.iter().any(has_address);
        push_element(items, element, named, end.is_some())?;
        if let Some(end) = end {
            items.text(end.encode_utf8(&mut [0; 4]));
        }
    }
    Ok(())
}

fn push_element(
    items: &mut Items,
    element: Vec<Token>,
    mut named: bool,
    goes_on: bool,
) -> Result<(), NoForm> {
    let mut phrase = Vec::new();
    let mut space = String::new();
    for token in element {
        match token {
            Token::Space(blanks) => space.push_str(&blanks),
            Token::Atom(text) if named => {
                phrase.push(Word::new(std::mem::take(&mut space), text));
            }
            Token::Quoted(text) if named => {
                phrase.push(Word::quoted(std::mem::take(&mut space), &text));
            }
            token => {
                let encoded = words::push_phrase(items, std::mem::take(&mut phrase));
                items.space(&std::mem::take(&mut space));
                if encoded {
                    items.separate();
                }
                match token {
                    Token::Comment(comment) => words::push_comment(items, &comment),
                    token => {
                        named &= !matches!(token, Token::Bracketed(_));
                        items.text(&token.ascii()?);
                    }
                }
            }
        }
    }
    let encoded = words::push_phrase(items, phrase);
    items.space(&space);
    if encoded && goes_on {
        items.separate();
    }
    Ok(())
}
