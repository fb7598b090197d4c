//! AWS SDK for Rust: who signed, with the credentials that its default chain finds.

use aws_smithy_http_client::Builder;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::from_env().http_client(Builder::new().build_http()).load().await;
    let answer = aws_sdk_sts::Client::new(&config).get_caller_identity().send().await?;
    println!("{}", answer.arn().unwrap_or("nobody"));
    Ok(())
}
