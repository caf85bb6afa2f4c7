//! Figures of this process in the form Prometheus reads. Each server has its own, so that two in one process do not mix.

use std::time::Duration;

use actix_web::http::StatusCode;
use metrics::{Gauge, Key, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::class::Class;

/// Bounds of the histograms of times, in seconds.
const SECONDS: &[f64] =
    &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];

const METADATA: Metadata<'static> = Metadata::new("certamen", Level::INFO, None);

const REQUESTS: &str = "certamen_request_duration_seconds";
const TIMED_OUT: &str = "certamen_requests_timed_out_total";

/// The figures.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All at nothing.
    #[must_use]
    pub fn new() -> Self {
        let builder = with_buckets().unwrap_or_else(|problem| {
            tracing::error!(%problem, "the bounds of the histograms are refused");
            PrometheusBuilder::new()
        });
        let recorder = builder.build_recorder();
        let metrics = Self { handle: recorder.handle(), recorder };
        metrics.describe_histogram(REQUESTS, "Time from the head of a request to the head of its answer");
        metrics.describe_counter(TIMED_OUT, "Requests ended because they took too long");
        metrics
    }

    /// One request that was answered.
    pub fn request(&self, method: &'static str, route: String, status: StatusCode, took: Duration) {
        let family = match status.as_u16() / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        let labels = vec![
            Label::from_static_parts("method", method),
            Label::new("route", route),
            Label::from_static_parts("status", family),
        ];
        let key = Key::from_parts(REQUESTS, labels);
        self.recorder.register_histogram(&key, &METADATA).record(took.as_secs_f64());
    }

    /// One request that was ended because it took too long.
    pub fn timed_out(&self, class: Class) {
        let key = Key::from_parts(TIMED_OUT, vec![Label::from_static_parts("class", class.as_str())]);
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    /// Counts on.
    pub fn add(&self, name: &'static str, amount: u64) {
        self.recorder.register_counter(&Key::from_static_name(name), &METADATA).increment(amount);
    }

    /// Sets a counter that somebody else keeps; `label` is a name with its value.
    pub fn count(&self, name: &'static str, label: Option<(&'static str, &'static str)>, value: u64) {
        self.recorder.register_counter(&key(name, label), &METADATA).absolute(value);
    }

    /// Sets what goes up and down.
    pub fn set(&self, name: &'static str, label: Option<(&'static str, &'static str)>, value: f64) {
        self.gauge(name, label).set(value);
    }

    fn gauge(&self, name: &'static str, label: Option<(&'static str, &'static str)>) -> Gauge {
        self.recorder.register_gauge(&key(name, label), &METADATA)
    }

    /// Says what a counter counts.
    pub fn describe_counter(&self, name: &'static str, text: &'static str) {
        self.recorder.describe_counter(name.into(), None, text.into());
    }

    /// Says what a gauge measures.
    pub fn describe_gauge(&self, name: &'static str, text: &'static str) {
        self.recorder.describe_gauge(name.into(), None, text.into());
    }

    fn describe_histogram(&self, name: &'static str, text: &'static str) {
        self.recorder.describe_histogram(name.into(), Some(Unit::Seconds), text.into());
    }

    /// Everything, as text.
    #[must_use]
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Puts what was measured into its histogram; without it memory grows while nobody reads the figures.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

fn with_buckets() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new().set_buckets(SECONDS)
}

fn key(name: &'static str, label: Option<(&'static str, &'static str)>) -> Key {
    match label {
        Some((label, value)) => Key::from_parts(name, vec![Label::from_static_parts(label, value)]),
        None => Key::from_static_name(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status_in_bounds_of_time() {
        let metrics = Metrics::new();
        for millis in [3, 30, 300] {
            let took = Duration::from_millis(millis);
            metrics.request("GET", "/records".to_owned(), StatusCode::OK, took);
        }
        metrics.tidy();
        let text = metrics.render();
        let series =
            "certamen_request_duration_seconds_bucket{method=\"GET\",route=\"/records\",status=\"2xx\"";
        assert!(text.contains(&format!("{series},le=\"0.005\"}} 1")), "{text}");
        assert!(text.contains(&format!("{series},le=\"0.05\"}} 2")), "{text}");
        assert!(text.contains(&format!("{series},le=\"+Inf\"}} 3")), "{text}");
    }

    #[test]
    fn two_servers_in_one_process_do_not_mix_their_figures() {
        let (one, other) = (Metrics::new(), Metrics::new());
        one.add("certamen_sweep_closed_total", 2);
        assert!(one.render().contains("certamen_sweep_closed_total 2"));
        assert!(!other.render().contains("certamen_sweep_closed_total"));
    }
}
