//! Takes a file home as a browser does, and says how long that took. HTTP/1.0, so that the body is the file and nothing else.

use std::time::Instant;

use certamen::base::clock::day_in;
use certamen::db;
use certamen::records::filter::Filter;
use certamen::records::queries;
use serde_json::json;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::arguments::{Arguments, Failed};
use crate::people::Person;

/// Fetches `--path` from `--address` as `--person`, writes the body to `--to` and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let (address, path) = (arguments.text("address")?, arguments.text("path")?);
    let person = Person::new(arguments.number("person", 1)?);
    let mut file = File::create(arguments.text("to")?).await?;
    let began = Instant::now();
    let mut stream = TcpStream::connect(&address).await?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nCookie: {}\r\n\r\n", person.cookie());
    stream.write_all(request.as_bytes()).await?;
    let mut answer = BufReader::with_capacity(256 * 1024, stream);
    let mut status = String::new();
    answer.read_line(&mut status).await?;
    let first_ms = began.elapsed().as_secs_f64() * 1000.0;
    if !status.contains(" 200 ") {
        return Err(format!("{path}: {status}").into());
    }
    let mut header = String::new();
    while answer.read_line(&mut header).await? > "\r\n".len() {
        header.clear();
    }
    let bytes = tokio::io::copy_buf(&mut answer, &mut file).await?;
    file.flush().await?;
    let seconds = began.elapsed().as_secs_f64();
    Ok(json!({ "seconds": round(seconds), "first_ms": round(first_ms), "bytes": bytes }).to_string())
}

fn round(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}

/// The statement behind the files of records of today, with the values of no filter, for `COPY`.
pub(crate) async fn records(arguments: &Arguments) -> Result<String, Failed> {
    let zone = chrono_tz::Asia::Shanghai;
    let mut conn = db::connect_alone(arguments.text("database")?).await?;
    let today = day_in(db::now(&mut conn).await?, zone);
    let scope = queries::scope(&mut conn, &Filter::default(), today, zone)
        .await
        .map_err(|error| error.to_string())?;
    let mut statement = queries::every_pair(&scope);
    for number in (1..=17).rev() {
        let value = match number {
            1 => "current_date",
            2 => "30",
            8 | 15 | 16 => "app_now()",
            _ => "NULL",
        };
        statement = statement.replace(&format!("${number}"), value);
    }
    Ok(statement.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n"))
}
