//! The feedback that Moodle shows for the answer as a whole: three texts, which it fills in by itself.

use crate::xml::Element;

/// The elements, in the order of the file.
const ELEMENTS: [&str; 3] = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"];

/// What Moodle writes into them in various languages, in small letters and without the full stop.
const DEFAULTS: &[&str] = &[
    "your answer is correct",
    "your answer is partially correct",
    "your answer is incorrect",
    "回答正确",
    "部分正确",
    "回答部分正确",
    "回答不正确",
    "回答错误",
    "您的答案正确",
    "您的答案部分正确",
    "您的答案不正确",
    "你的答案正确",
    "你的答案部分正确",
    "你的答案不正确",
    "答案正确",
    "答案部分正确",
    "答案不正确",
    "您的答案是正確的",
    "您的答案部分正確",
    "您的答案不正確",
    "die antwort ist richtig",
    "die antwort ist teilweise richtig",
    "die antwort ist falsch",
    "ihre antwort ist richtig",
    "ihre antwort ist teilweise richtig",
    "ihre antwort ist falsch",
    "votre réponse est correcte",
    "votre réponse est partiellement correcte",
    "votre réponse est incorrecte",
    "respuesta correcta",
    "respuesta parcialmente correcta",
    "respuesta incorrecta",
    "su respuesta es correcta",
    "su respuesta es parcialmente correcta",
    "su respuesta es incorrecta",
    "tu respuesta es correcta",
    "tu respuesta es parcialmente correcta",
    "tu respuesta es incorrecta",
    "la resposta és correcta",
    "la resposta és parcialment correcta",
    "la resposta és incorrecta",
    "risposta corretta",
    "risposta parzialmente esatta",
    "risposta parzialmente corretta",
    "risposta errata",
    "sua resposta está correta",
    "sua resposta está parcialmente correta",
    "sua resposta está incorreta",
    "a sua resposta está correta",
    "a sua resposta está parcialmente correta",
    "a sua resposta está incorreta",
    "je antwoord is juist",
    "je antwoord is gedeeltelijk juist",
    "je antwoord is onjuist",
    "je antwoord is correct",
    "je antwoord is gedeeltelijk correct",
    "je antwoord is niet correct",
    "ваш ответ верный",
    "ваш ответ частично правильный",
    "ваш ответ неправильный",
    "ваша відповідь правильна",
    "ваша відповідь частково правильна",
    "ваша відповідь неправильна",
    "twoja odpowiedź jest poprawna",
    "twoja odpowiedź jest częściowo poprawna",
    "twoja odpowiedź jest niepoprawna",
    "vaše odpověď je správná",
    "vaše odpověď je částečně správná",
    "vaše odpověď je chybná",
    "あなたの答えは正解です",
    "あなたの答えは部分的に正解です",
    "あなたの答えは不正解です",
];

/// The names of the elements in which somebody wrote something of their own.
pub(super) fn written(question: &Element) -> impl Iterator<Item = &'static str> {
    ELEMENTS
        .into_iter()
        .filter(|name| question.all(name).any(|element| !is_default(&super::texts::source(element))))
}

/// Whether a text is empty or one that Moodle fills in.
fn is_default(source: &str) -> bool {
    let text = crate::html::to_text(source, &mut |source, _| source.to_owned()).text;
    let text = text.trim().trim_end_matches(['.', '。', '!', '！']).to_lowercase();
    text.is_empty() || DEFAULTS.contains(&text.as_str())
}
