"""Creates a table and writes rows as a FastAPI service with boto3 does. Arguments: URL of DynamoDB, table, number of rows.

The service calls Table.put_item with Python values. boto3 is not installed everywhere, so this sends the same requests
(compared with those of boto3 1.43).
"""

import json
import sys
import urllib.request
from datetime import datetime, timezone
from decimal import Decimal
from uuid import uuid4

url, table, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def call(operation, body):
    request = urllib.request.Request(
        url,
        json.dumps(body).encode(),
        {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": f"DynamoDB_20120810.{operation}",
            "x-amz-date": "20250101T000000Z",
            # The server does not verify it.
            "authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20250101/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    urllib.request.urlopen(request).read()


def serialize(value):
    """boto3.dynamodb.types.TypeSerializer, for the types of an item."""
    if value is None:
        return {"NULL": True}
    return {"N": str(value)} if isinstance(value, Decimal) else {"S": value}


def item(number):
    # Services of this kind write timestamps of either form.
    now = (datetime.now(timezone.utc) if number % 2 else datetime.utcnow()).isoformat()
    return {
        "item_id": str(uuid4()),
        "name": f"Mug {number}",
        "description": None if number % 3 else "Holds 350 ml",
        "price": Decimal("12.50") + number,
        "category": "kitchen" if number % 5 else "office",
        "created_at": now,
        "updated_at": now,
    }


call(
    "CreateTable",
    {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "item_id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "item_id", "AttributeType": "S"}],
    },
)
for number in range(count):
    call("PutItem", {"TableName": table, "Item": {name: serialize(value) for name, value in item(number).items()}})
