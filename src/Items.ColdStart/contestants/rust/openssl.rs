//! The functions of OpenSSL that are needed: hashes, and TLS as a client.

use std::ffi::{c_char, c_int, c_long, c_uchar, c_void, CStr, CString};
use std::io::{Error, Read, Write};
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::ptr::null_mut;

pub type Digest = [u8; 32];

const TLS1_2_VERSION: c_long = 0x0303;
const SET_MIN_PROTO_VERSION: c_int = 123;
const SET_TLSEXT_HOSTNAME: c_int = 55;
const VERIFY_PEER: c_int = 1;

#[link(name = "ssl")]
extern "C" {
    fn TLS_client_method() -> *const c_void;
    fn SSL_CTX_new(method: *const c_void) -> *mut c_void;
    fn SSL_CTX_set_default_verify_paths(context: *mut c_void) -> c_int;
    fn SSL_CTX_set_verify(context: *mut c_void, mode: c_int, callback: *const c_void);
    fn SSL_CTX_ctrl(context: *mut c_void, command: c_int, number: c_long, value: *mut c_void) -> c_long;
    fn SSL_new(context: *mut c_void) -> *mut c_void;
    fn SSL_free(ssl: *mut c_void);
    fn SSL_ctrl(ssl: *mut c_void, command: c_int, number: c_long, value: *mut c_void) -> c_long;
    fn SSL_set1_host(ssl: *mut c_void, host: *const c_char) -> c_int;
    fn SSL_set_fd(ssl: *mut c_void, socket: c_int) -> c_int;
    fn SSL_connect(ssl: *mut c_void) -> c_int;
    fn SSL_get_verify_result(ssl: *const c_void) -> c_long;
    fn SSL_read(ssl: *mut c_void, buffer: *mut c_void, length: c_int) -> c_int;
    fn SSL_write(ssl: *mut c_void, buffer: *const c_void, length: c_int) -> c_int;
}

#[link(name = "crypto")]
extern "C" {
    fn SHA256(data: *const c_uchar, length: usize, digest: *mut c_uchar) -> *mut c_uchar;
    fn EVP_sha256() -> *const c_void;
    fn HMAC(
        kind: *const c_void,
        key: *const c_void,
        key_length: c_int,
        data: *const c_uchar,
        length: usize,
        code: *mut c_uchar,
        code_length: *mut c_void,
    ) -> *mut c_uchar;
    fn X509_verify_cert_error_string(error: c_long) -> *const c_char;
}

pub fn sha256(data: &[u8]) -> Digest {
    let mut digest = Digest::default();
    unsafe { SHA256(data.as_ptr(), data.len(), digest.as_mut_ptr()) };
    digest
}

pub fn hmac(key: &[u8], data: &str) -> Digest {
    let mut code = Digest::default();
    unsafe {
        HMAC(
            EVP_sha256(),
            key.as_ptr().cast(),
            key.len() as c_int,
            data.as_ptr(),
            data.len(),
            code.as_mut_ptr(),
            null_mut(),
        )
    };
    code
}

/// The roots are those of SSL_CERT_FILE and SSL_CERT_DIR, or else the system's.
pub struct Context(*mut c_void);

impl Context {
    pub fn new() -> Context {
        unsafe {
            let context = SSL_CTX_new(TLS_client_method());
            assert!(!context.is_null() && SSL_CTX_set_default_verify_paths(context) == 1);
            SSL_CTX_ctrl(context, SET_MIN_PROTO_VERSION, TLS1_2_VERSION, null_mut());
            SSL_CTX_set_verify(context, VERIFY_PEER, std::ptr::null());
            Context(context)
        }
    }
}

pub struct TlsStream {
    ssl: *mut c_void,
    _socket: TcpStream,
}

impl TlsStream {
    /// Verifies the certificate and the name of the server.
    pub fn connect(context: &Context, socket: TcpStream, host: &str) -> std::io::Result<TlsStream> {
        let name = CString::new(host)?;
        unsafe {
            let ssl = SSL_new(context.0);
            let stream = TlsStream { ssl, _socket: socket };
            // A server name is never an address: RFC 6066, section 3.
            if host.parse::<std::net::IpAddr>().is_err() {
                SSL_ctrl(ssl, SET_TLSEXT_HOSTNAME, 0, name.as_ptr() as *mut c_void);
            }
            if SSL_set1_host(ssl, name.as_ptr()) == 1
                && SSL_set_fd(ssl, stream._socket.as_raw_fd()) == 1
                && SSL_connect(ssl) == 1
            {
                return Ok(stream);
            }
            let verdict = CStr::from_ptr(X509_verify_cert_error_string(SSL_get_verify_result(ssl)));
            Err(Error::other(format!("no TLS with {host}: {}", verdict.to_string_lossy())))
        }
    }
}

impl Read for TlsStream {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = unsafe { SSL_read(self.ssl, buffer.as_mut_ptr().cast(), buffer.len() as c_int) };
        usize::try_from(count).map_err(|_| Error::other("TLS: nothing was read"))
    }
}

impl Write for TlsStream {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        let count = unsafe { SSL_write(self.ssl, buffer.as_ptr().cast(), buffer.len() as c_int) };
        usize::try_from(count).map_err(|_| Error::other("TLS: nothing was written"))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for TlsStream {
    fn drop(&mut self) {
        unsafe { SSL_free(self.ssl) };
    }
}
