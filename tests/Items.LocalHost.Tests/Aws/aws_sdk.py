"""Calls the local host with AWS's SDK. Arguments: URL, name of a command below. The result is one line of JSON."""

import json
import sys

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

URL, COMMAND = sys.argv[1:3]
KEYS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "local", "aws_session_token": "local"}


def client(service, **keys):
    once = Config(retries={"total_max_attempts": 1})
    return boto3.client(service, endpoint_url=URL, region_name="us-east-1", config=once, **{**KEYS, **keys})


def code(call, **arguments):
    """The code of the error, and the name of its class in the SDK."""
    try:
        call(**arguments)
        return "no error"
    except ClientError as error:
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}"


def messages():
    sqs = client("sqs")
    work = sqs.get_queue_url(QueueName="Dead")["QueueUrl"]
    sent = sqs.send_message(QueueUrl=work, MessageBody="single")
    batch = sqs.send_message_batch(
        QueueUrl=work,
        Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(["first", "bad \x01", "ü"])],
    )
    received = sqs.receive_message(
        QueueUrl=work, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageSystemAttributeNames=["All"]
    )["Messages"]
    single, *others = received
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "QueueArn"]
    attributes = sqs.get_queue_attributes(QueueUrl=work, AttributeNames=counts)["Attributes"]
    sqs.delete_message(QueueUrl=work, ReceiptHandle=single["ReceiptHandle"])
    deleted = sqs.delete_message_batch(
        QueueUrl=work,
        Entries=[{"Id": str(n), "ReceiptHandle": it["ReceiptHandle"]} for n, it in enumerate(others)]
        + [{"Id": "bad", "ReceiptHandle": "nonsense"}],
    )
    return {
        "sent": sent["MessageId"] == single["MessageId"],
        "successful": [it["Id"] for it in batch["Successful"]],
        "failed": [(it["Id"], it["SenderFault"], it["Code"]) for it in batch["Failed"]],
        "bodies": [it["Body"] for it in received],
        "receives": [it["Attributes"]["ApproximateReceiveCount"] for it in received],
        "attributes": attributes,
        "deleted": [it["Id"] for it in deleted["Successful"]],
        "notDeleted": [(it["Id"], it["Code"]) for it in deleted["Failed"]],
        "after": sqs.get_queue_attributes(QueueUrl=work, AttributeNames=counts[:2])["Attributes"],
    }


def errors():
    sqs = client("sqs")
    work = sqs.get_queue_url(QueueName="Dead")["QueueUrl"]
    entry = {"Id": "a", "MessageBody": "x"}
    half = "x" * 600_000
    return [
        code(sqs.send_message, QueueUrl=f"{URL}none", MessageBody="x"),
        code(sqs.get_queue_url, QueueName="none"),
        code(sqs.send_message, QueueUrl=work, MessageBody="\x00"),
        code(sqs.send_message, QueueUrl=work, MessageBody="x" * 1_048_577),
        code(sqs.send_message, QueueUrl=work, MessageBody="x", DelaySeconds=5),
        code(sqs.send_message_batch, QueueUrl=work, Entries=[]),
        code(sqs.send_message_batch, QueueUrl=work, Entries=[{**entry, "Id": str(n)} for n in range(11)]),
        code(sqs.send_message_batch, QueueUrl=work, Entries=[entry, entry]),
        code(sqs.send_message_batch, QueueUrl=work, Entries=[{**entry, "Id": "a b"}]),
        code(sqs.send_message_batch, QueueUrl=work, Entries=[{"Id": i, "MessageBody": half} for i in "ab"]),
        code(sqs.receive_message, QueueUrl=work, MaxNumberOfMessages=11),
        code(sqs.delete_message, QueueUrl=work, ReceiptHandle="nonsense"),
        code(sqs.list_queues),
        code(client("sqs", aws_secret_access_key="wrong").get_queue_url, QueueName="Work"),
    ]


def parameter():
    ssm = client("ssm")
    found = ssm.get_parameter(Name="/local/secrets", WithDecryption=True)["Parameter"]
    return {
        "name": found["Name"],
        "type": found["Type"],
        "value": found["Value"],
        "encrypted": ssm.get_parameter(Name="/local/secrets")["Parameter"]["Value"] != found["Value"],
        "unknown": code(ssm.get_parameter, Name="/other", WithDecryption=True),
    }


def signed():
    """Requests to the function URL, whose paths and queries are not in canonical form."""
    statuses = []
    for method, target, body in [
        ("GET", "whoami", b""),
        ("GET", "a%20b/%C3%BC+c?z=1&a=x%20y&a=%2B&b", b""),
        ("POST", "items/?limit=2", b'{"name":"\xc3\xbc"}'),
    ]:
        request = AWSRequest(method=method, url=URL + target, data=body, headers={"x-twice": "a   b"})
        SigV4Auth(Credentials(*KEYS.values()), "lambda", "us-east-1").add_auth(request)
        statuses.append(URLLib3Session().send(request.prepare()).status_code)
    return statuses


print(json.dumps(globals()[COMMAND](), ensure_ascii=False))
