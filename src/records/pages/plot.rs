//! Charts as SVG without a viewBox: places are percent of the chart, so that lines stretch and words keep their size. Each
//! stands beside a table with the same numbers.

use serde::Serialize;

use crate::records::rules::Share;
use crate::web::markup::percent_text;

/// Where the ground line lies, in percent from the top.
const GROUND: f64 = 84.0;

/// Where the largest value lies.
const TOP: f64 = 14.0;

/// A value over a name.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The value, 0 or more.
    pub(super) number: i64,
    /// Name below it; empty for none.
    pub(super) label: String,
    /// Whether it is the one to act on.
    pub(super) is_hot: bool,
    /// Whether its name may be left out on a narrow screen.
    pub(super) is_minor: bool,
}

/// Columns side by side (`records/bars.hbs`).
#[derive(Debug, Serialize)]
pub(super) struct BarPlot {
    /// What it says, for those who do not see it.
    label: String,
    bars: Vec<Bar>,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: String,
    width: String,
    y: String,
    height: String,
    middle: String,
    number: i64,
    number_y: String,
    label: String,
    is_hot: bool,
    is_minor: bool,
    /// Whether its number may be left out on a narrow screen, because there are many.
    is_dense: bool,
}

impl BarPlot {
    /// The columns, the largest as high as there is room.
    pub(super) fn new(label: String, columns: &[Column]) -> Self {
        let largest = columns.iter().map(|column| column.number).max().unwrap_or(0).max(1);
        let step = 100.0 / count(columns.len());
        let bars = columns.iter().enumerate().map(|(place, column)| {
            let x = step * (count(place + 1) - 1.0);
            let height = (GROUND - TOP) * share(column.number, largest);
            Bar {
                x: percent(x + step * 0.14),
                width: percent(step * 0.72),
                y: percent(GROUND - height),
                height: percent(height),
                middle: percent(x + step / 2.0),
                number: column.number,
                number_y: percent(GROUND - height - 2.5),
                label: column.label.clone(),
                is_hot: column.is_hot && column.number > 0,
                is_minor: column.is_minor,
                is_dense: columns.len() > 20,
            }
        });
        Self { label, bars: bars.collect() }
    }
}

/// A share under a name.
#[derive(Debug, Clone)]
pub(super) struct ShareRow {
    /// The name.
    pub(super) name: String,
    /// The share; `None` where there are too few.
    pub(super) share: Option<Share>,
    /// The share, or that there are too few, in words.
    pub(super) text: String,
}

/// Shares one below the other (`records/shares.hbs`).
#[derive(Debug, Serialize)]
pub(super) struct SharePlot {
    label: String,
    /// Height of all rows in pixels.
    height: usize,
    rows: Vec<ShareBar>,
}

#[derive(Debug, Serialize)]
struct ShareBar {
    name: String,
    text: String,
    /// Pixels from the top: of the words, and of the bar below them.
    words_y: usize,
    bar_y: usize,
    /// `None` where there are too few.
    width: Option<String>,
}

/// Height of a row in pixels.
const ROW: usize = 44;

impl SharePlot {
    /// The shares, in their order.
    pub(super) fn new(label: &str, rows: &[ShareRow]) -> Self {
        let said: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.text)).collect();
        let bars = rows.iter().enumerate().map(|(place, row)| ShareBar {
            name: row.name.clone(),
            text: row.text.clone(),
            words_y: place * ROW + 16,
            bar_y: place * ROW + 24,
            width: row.share.map(|share| percent(share_percent(share))),
        });
        Self {
            label: format!("{label}: {}", said.join("; ")),
            height: rows.len() * ROW,
            rows: bars.collect(),
        }
    }
}

/// A share at a time.
#[derive(Debug, Clone)]
pub(super) struct Point {
    /// The time, for those who do not see it.
    pub(super) label: String,
    /// The time, below the plot.
    pub(super) short: String,
    /// The share; `None` where there are too few, and the line has a gap.
    pub(super) share: Option<Share>,
}

/// Shares over time (`records/line.hbs`).
#[derive(Debug, Serialize)]
pub(super) struct LinePlot {
    label: String,
    grid: Vec<GridLine>,
    segments: Vec<Segment>,
    dots: Vec<Dot>,
    ticks: Vec<Tick>,
}

#[derive(Debug, Serialize)]
struct GridLine {
    y: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Segment {
    x1: String,
    y1: String,
    x2: String,
    y2: String,
}

#[derive(Debug, Serialize)]
struct Dot {
    x: String,
    y: String,
    text: String,
    text_y: String,
    is_last: bool,
}

#[derive(Debug, Serialize)]
struct Tick {
    x: String,
    text: String,
    is_minor: bool,
}

impl LinePlot {
    /// The points from left to right; lines only between neighbours that both have a share.
    pub(super) fn new(label: &str, points: &[Point]) -> Self {
        let step = 100.0 / count(points.len());
        let x = |place: usize| step * (count(place + 1) - 0.5);
        let known = |place: usize| Some((x(place), height_of(points.get(place)?.share?)));
        let last = points.iter().rposition(|point| point.share.is_some());
        let said = points
            .iter()
            .filter_map(|point| Some(format!("{} {}", point.label, percent_text(point.share?.tenths()))));
        let segments = (1..points.len()).filter_map(|place| {
            let ((x1, y1), (x2, y2)) = known(place - 1).zip(known(place))?;
            Some(Segment { x1: percent(x1), y1: percent(y1), x2: percent(x2), y2: percent(y2) })
        });
        let dots = points.iter().enumerate().filter_map(|(place, point)| {
            let (x, y) = known(place)?;
            Some(Dot {
                x: percent(x),
                y: percent(y),
                text: percent_text(point.share?.tenths()),
                text_y: percent(y - 5.0),
                is_last: Some(place) == last,
            })
        });
        let ticks = points.iter().enumerate().map(|(place, point)| Tick {
            x: percent(x(place)),
            text: point.short.clone(),
            is_minor: place % 2 == 0,
        });
        let grid = [0.0, 0.5, 1.0].into_iter().map(|part| GridLine {
            y: percent(GROUND - (GROUND - TOP) * part),
            text: format!("{:.0}%", part * 100.0),
        });
        Self {
            label: format!("{label}: {}", said.collect::<Vec<_>>().join("; ")),
            grid: grid.collect(),
            segments: segments.collect(),
            dots: dots.collect(),
            ticks: ticks.collect(),
        }
    }
}

fn height_of(share: Share) -> f64 {
    GROUND - (GROUND - TOP) * share_percent(share) / 100.0
}

fn share_percent(share: Share) -> f64 {
    f64::from(i32::try_from(share.tenths()).unwrap_or(0)) / 10.0
}

/// How many there are; 1 for none, so that it can be divided by.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number.max(1)).unwrap_or(u32::MAX))
}

/// A part of a whole of more than 0, from 0 to 1.
fn share(part: i64, whole: i64) -> f64 {
    let ten_thousandths = part.clamp(0, whole).saturating_mul(10_000) / whole.max(1);
    f64::from(i32::try_from(ten_thousandths).unwrap_or(10_000)) / 10_000.0
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn number(text: &str) -> f64 {
        text.trim_end_matches('%').parse().unwrap()
    }

    #[test]
    fn columns_are_as_high_as_their_numbers() {
        let column = |number| Column { number, label: String::new(), is_hot: false, is_minor: false };
        let plot = BarPlot::new(String::new(), &[0, 5, 10, 20].map(column));
        let heights: Vec<f64> = plot.bars.iter().map(|bar| number(&bar.height)).collect();
        assert_eq!(heights, [0.0, 17.5, 35.0, 70.0]);
        for bar in &plot.bars {
            assert!((number(&bar.y) + number(&bar.height) - GROUND).abs() < 0.011, "{bar:?}");
        }
        assert!(BarPlot::new(String::new(), &[]).bars.is_empty());
    }

    #[test]
    fn a_line_has_a_gap_where_there_are_too_few() {
        let point = |(part, whole)| Point {
            label: String::new(),
            short: String::new(),
            share: Share::of(part, whole),
        };
        let plot = LinePlot::new("x", &[(5, 10), (10, 10), (1, 2), (0, 10), (9, 10)].map(point));
        assert_eq!((plot.dots.len(), plot.segments.len(), plot.ticks.len()), (4, 2, 5));
        let heights: Vec<f64> = plot.dots.iter().map(|dot| number(&dot.y)).collect();
        assert_eq!(heights, [49.0, 14.0, 84.0, 21.0]);
        assert!(plot.dots.iter().all(|dot| dot.is_last == (dot.text == "90%")), "{plot:?}");
    }

    #[test]
    fn a_share_of_too_few_has_no_bar() {
        let row = |share| ShareRow { name: "East".into(), share, text: String::new() };
        let plot = SharePlot::new("", &[row(Share::of(3, 4)), row(Share::of(3, 8))]);
        let widths: Vec<Option<&str>> = plot.rows.iter().map(|row| row.width.as_deref()).collect();
        assert_eq!(widths, [None, Some("37.50%")]);
    }
}
