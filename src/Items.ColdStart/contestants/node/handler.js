import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

const TableName = process.env.ITEMS_TABLE;
const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

// Zod counts UTF-16 units, but the contract code points.
const text = (minimum, maximum) =>
  z
    .string()
    .min(minimum)
    .refine((value) => [...value].length <= maximum, `Too long: expected at most ${maximum} characters`);

const ItemCreate = z.object({
  name: text(1, 100),
  description: text(0, 500).nullish(),
  price: z.number().positive(),
  category: text(1, 50),
});

const respond = (statusCode, body) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const shown = ({ item_id, name, description = null, price, category, created_at, updated_at }) => ({
  item_id,
  name,
  description,
  price,
  category,
  created_at,
  updated_at,
});

async function getItem(item_id) {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { item_id }, ConsistentRead: true }));
  return Item ? respond(200, shown(Item)) : respond(404, { detail: `Item ${item_id} not found` });
}

function bodyOf({ body = "", isBase64Encoded }) {
  return JSON.parse(isBase64Encoded ? Buffer.from(body, "base64").toString() : body);
}

async function createItem(event) {
  let json;
  try {
    json = bodyOf(event);
  } catch (error) {
    return respond(422, { detail: [{ loc: ["body"], msg: error.message, type: "json_invalid" }] });
  }
  const { success, data, error } = ItemCreate.safeParse(json);
  if (!success) {
    const detail = error.issues.map(({ path, message, code }) => ({ loc: ["body", ...path], msg: message, type: code }));
    return respond(422, { detail });
  }
  const now = new Date().toISOString();
  const Item = {
    ...data,
    description: data.description ?? undefined,
    item_id: randomUUID(),
    created_at: now,
    updated_at: now,
  };
  await dynamodb.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(item_id)" }));
  return respond(201, shown(Item));
}

export async function handler(event) {
  const { method } = event.requestContext.http;
  const [, id] = /^\/api\/v1\/items(?:\/([^/]*))?$/.exec(event.rawPath) ?? [, null];
  if (method === "GET" && id) return getItem(id);
  if (method === "POST" && id === undefined) return createItem(event);
  return respond(404, { detail: "Not Found" });
}
