//! GET /api/v1/items/{item_id} with Rust's standard library and OpenSSL only. It connects to DynamoDB at the first
//! invocation. A price keeps the digits that DynamoDB has.

mod http;
mod json;
mod openssl;
mod sigv4;

use http::{Response, Server};
use std::env;
use std::fmt::Write;

const ITEMS_PATH: &str = "/api/v1/items/";
const RUNTIME_PATH: &str = "/2018-06-01/runtime/invocation";

struct Table {
    server: Server,
    signer: sigv4::Signer,
    name: String,
}

fn main() {
    let mut runtime = Server::new(&format!("http://{}", setting("AWS_LAMBDA_RUNTIME_API")));
    let region = setting("AWS_REGION");
    let endpoint = env::var("AWS_ENDPOINT_URL_DYNAMODB")
        .unwrap_or_else(|_| format!("https://dynamodb.{region}.amazonaws.com"));
    let mut table = Table {
        server: Server::new(&endpoint),
        signer: sigv4::Signer {
            region,
            key_id: setting("AWS_ACCESS_KEY_ID"),
            secret: setting("AWS_SECRET_ACCESS_KEY"),
            session_token: env::var("AWS_SESSION_TOKEN").ok(),
        },
        name: setting("ITEMS_TABLE"),
    };
    let next = format!("GET {RUNTIME_PATH}/next HTTP/1.1\r\nhost: {}\r\n\r\n", runtime.authority);
    loop {
        let event = exchange(&mut runtime, &next);
        let (status, body) = route(&mut table, &event.body);
        let output = format!(
            r#"{{"statusCode":{status},"headers":{{"content-type":"application/json"}},"body":"{}"}}"#,
            json::escape(&body)
        );
        let id = event.header("lambda-runtime-aws-request-id").unwrap_or_default();
        let response = format!(
            "POST {RUNTIME_PATH}/{id}/response HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{output}",
            runtime.authority,
            output.len()
        );
        exchange(&mut runtime, &response);
    }
}

fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| fail(&format!("{name} is not set")))
}

fn fail(reason: &str) -> ! {
    eprintln!("bootstrap: {reason}");
    std::process::exit(1)
}

fn exchange(runtime: &mut Server, request: &str) -> Response {
    runtime
        .exchange(request)
        .unwrap_or_else(|error| fail(&format!("the Runtime API failed: {error}")))
}

fn route(table: &mut Table, event: &str) -> (u16, String) {
    let path = json::member(event, "rawPath").and_then(json::text).unwrap_or_default();
    let method = json::member(event, "requestContext")
        .and_then(|context| json::member(context, "http"))
        .and_then(|http| json::member(http, "method"))
        .and_then(json::text);
    match path.strip_prefix(ITEMS_PATH) {
        Some(id) if method == Some("GET") && !id.is_empty() && !id.contains('/') => get_item(table, id),
        _ => (404, r#"{"detail":"Not Found"}"#.to_string()),
    }
}

fn get_item(table: &mut Table, id: &str) -> (u16, String) {
    let query = format!(
        r#"{{"TableName":"{}","ConsistentRead":true,"Key":{{"item_id":{{"S":"{id}"}}}}}}"#,
        table.name
    );
    let request = table.signer.sign(&table.server.authority, "GetItem", &query);
    match table.server.exchange(&request) {
        Ok(response) if response.status == 200 => match json::member(&response.body, "Item") {
            Some(item) => (200, write_item(item)),
            None => (404, format!(r#"{{"detail":"Item {id} not found"}}"#)),
        },
        failure => {
            let reason = failure.map_or_else(|it| it.to_string(), |it| format!("status {}", it.status));
            eprintln!("bootstrap: DynamoDB: {reason}");
            (503, r#"{"detail":"Service Unavailable"}"#.to_string())
        }
    }
}

/// Copies strings and numbers unchanged, with escapes and all digits.
fn write_item(item: &str) -> String {
    let value = |name, kind| json::member(item, name).and_then(|it| json::member(it, kind));
    let mut body = String::from("{");
    for name in ["item_id", "name", "description", "category", "created_at", "updated_at"] {
        let _ = write!(body, r#""{name}":{},"#, value(name, "S").unwrap_or("null"));
    }
    let price = value("price", "N").and_then(json::text).unwrap_or("null");
    let _ = write!(body, r#""price":{price}}}"#);
    body
}
