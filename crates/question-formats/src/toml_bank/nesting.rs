//! How deep a document nests its values, told before it is parsed: the parser bounds this only where they stand where
//! values may stand, and elsewhere calls itself for each bracket until the stack is used up.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// Open brackets that no bank file needs; the parser itself takes 80.
const DEEPEST: usize = 100;

/// The bracket with which a document nests too deeply.
pub(super) fn too_deep(text: &str) -> Option<Range<usize>> {
    let mut depth: usize = 0;
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::LeftCurlyBracket | TokenKind::LeftSquareBracket => depth += 1,
            TokenKind::RightCurlyBracket | TokenKind::RightSquareBracket => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(token.span().start()..token.span().end());
        }
    }
    None
}
