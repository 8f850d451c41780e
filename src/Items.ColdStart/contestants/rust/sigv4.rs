//! AWS Signature Version 4 for DynamoDB's JSON protocol.

use crate::openssl::{hmac, sha256};
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

pub struct Signer {
    pub region: String,
    pub key_id: String,
    pub secret: String,
    pub session_token: Option<String>,
}

impl Signer {
    /// The whole HTTP request for an operation such as GetItem.
    pub fn sign(&self, authority: &str, operation: &str, body: &str) -> String {
        let now = timestamp();
        let date = &now[..8];
        let token = self.session_token.as_ref().map(|it| ("x-amz-security-token", it.as_str()));
        let target = format!("DynamoDB_20120810.{operation}");
        // In the order of their names.
        let headers: Vec<(&str, &str)> = [
            ("content-type", "application/x-amz-json-1.0"),
            ("host", authority),
            ("x-amz-date", &now),
        ]
        .into_iter()
        .chain(token)
        .chain([("x-amz-target", target.as_str())])
        .collect();
        let names = headers.iter().map(|it| it.0).collect::<Vec<_>>().join(";");

        let mut canonical = String::from("POST\n/\n\n");
        let mut request = String::from("POST / HTTP/1.1\r\n");
        for (name, value) in &headers {
            let _ = writeln!(canonical, "{name}:{value}");
            let _ = write!(request, "{name}:{value}\r\n");
        }
        let _ = write!(canonical, "\n{names}\n{}", hex(&sha256(body.as_bytes())));

        let scope = format!("{date}/{}/dynamodb/aws4_request", self.region);
        let to_sign = format!("AWS4-HMAC-SHA256\n{now}\n{scope}\n{}", hex(&sha256(canonical.as_bytes())));
        let mut key = hmac(format!("AWS4{}", self.secret).as_bytes(), date);
        for data in [&self.region, "dynamodb", "aws4_request", &to_sign] {
            key = hmac(&key, data);
        }
        let _ = write!(
            request,
            "authorization:AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={}\r\n\
             content-length:{}\r\n\r\n{body}",
            self.key_id,
            hex(&key),
            body.len()
        );
        request
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// UTC, as 20261122T013000Z.
fn timestamp() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // https://howardhinnant.github.io/date_algorithms.html#civil_from_days, for dates after 1970.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!(
        "{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z",
        rest / 3_600,
        rest % 3_600 / 60,
        rest % 60
    )
}
