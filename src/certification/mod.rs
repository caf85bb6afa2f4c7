//! Certification: programmes, certificates, their verification. Knows nothing of attempts.

pub mod rules;
