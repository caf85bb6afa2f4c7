//! `POST /language`: the switch between Chinese and English, remembered in a cookie and, when signed in, with the person.

use actix_web::HttpResponse;

use crate::accounts::actions;
use crate::accounts::extract::Anyone;
use crate::web::visit::LANGUAGE_COOKIE;
use crate::web::{Error, Fields, Language};

/// `POST /language`.
pub async fn switch(anyone: Anyone, fields: Fields) -> Result<HttpResponse, Error> {
    fields.only(&["lang", "back"])?;
    let language = Language::parse(fields.get("lang")).ok_or(Error::BadRequest("error-unknown-field"))?;
    if let Some((person, _)) = &anyone.session {
        let mut conn = anyone.app.conn().await?;
        actions::choose_language(&mut conn, &anyone.actor(), person.id, language).await?;
    }
    let mut response = anyone.visit.redirect(fields.get("back"));
    let cookie = anyone.visit.site().cookies().make_lasting(LANGUAGE_COOKIE, language.tag().to_owned());
    let _ = response.add_cookie(&cookie);
    Ok(response)
}
