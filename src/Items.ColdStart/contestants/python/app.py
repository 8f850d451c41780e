import os
from datetime import datetime, timezone
from decimal import Decimal
from typing import Optional
from uuid import uuid4

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

TABLE = os.environ["ITEMS_TABLE"]
app = FastAPI()
dynamodb = boto3.client(
    "dynamodb",
    region_name=os.environ["AWS_REGION"],
    # boto3 reads this variable itself since 1.28.
    endpoint_url=os.environ.get("AWS_ENDPOINT_URL_DYNAMODB"),
)
to_attribute = TypeSerializer().serialize
to_value = TypeDeserializer().deserialize


class ItemCreate(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    description: Optional[str] = Field(None, max_length=500)
    price: Decimal = Field(gt=0, max_digits=28)
    category: str = Field(min_length=1, max_length=50)


class Item(ItemCreate):
    item_id: str
    created_at: str
    updated_at: str


@app.get("/api/v1/items/{item_id}")
def get_item(item_id: str) -> Item:
    response = dynamodb.get_item(TableName=TABLE, Key={"item_id": {"S": item_id}}, ConsistentRead=True)
    if "Item" not in response:
        raise HTTPException(404, f"Item {item_id} not found")
    return Item(**{name: to_value(value) for name, value in response["Item"].items()})


@app.post("/api/v1/items", status_code=201)
def create_item(body: ItemCreate) -> Item:
    now = datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
    item = Item(item_id=str(uuid4()), created_at=now, updated_at=now, **body.dict())
    dynamodb.put_item(
        TableName=TABLE,
        Item={name: to_attribute(value) for name, value in item.dict(exclude_none=True).items()},
        ConditionExpression="attribute_not_exists(item_id)",
    )
    return item
