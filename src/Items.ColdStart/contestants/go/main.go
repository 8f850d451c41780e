package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithyrand "github.com/aws/smithy-go/rand"
)

type api struct {
	dynamodb *dynamodb.Client
	table    *string
}

// plainBodies hides WriteTo of the SDK's request bodies. After a fast response the SDK closes a body that net/http still
// reads; WriteTo then fails, and net/http closes the connection.
// https://github.com/aws/aws-sdk-go-v2/issues/1825
type plainBodies struct{ client dynamodb.HTTPClient }

func (p plainBodies) Do(req *http.Request) (*http.Response, error) {
	req.Body = struct{ io.ReadCloser }{req.Body}
	return p.client.Do(req)
}

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	client := dynamodb.NewFromConfig(cfg, func(options *dynamodb.Options) {
		// SDKs since the end of 2023 read this variable themselves.
		if url := os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"); url != "" {
			options.EndpointResolver = dynamodb.EndpointResolverFromURL(url)
		}
		options.HTTPClient = plainBodies{options.HTTPClient}
	})
	log.Fatal(serve(api{client, aws.String(os.Getenv("ITEMS_TABLE"))}.handle))
}

func (a api) handle(ctx context.Context, req request) (response, error) {
	const items = "/api/v1/items"
	before, id, _ := strings.Cut(req.RawPath, items+"/")
	switch method := req.RequestContext.HTTP.Method; {
	case method == http.MethodGet && before == "" && id != "" && !strings.Contains(id, "/"):
		return a.get(ctx, id)
	case method == http.MethodPost && req.RawPath == items:
		return a.create(ctx, req)
	default:
		return notFound("Not Found")
	}
}

func (a api) get(ctx context.Context, id string) (response, error) {
	answer, err := a.dynamodb.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      a.table,
		Key:            map[string]types.AttributeValue{"item_id": &types.AttributeValueMemberS{Value: id}},
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return response{}, err
	}
	if answer.Item == nil {
		return notFound("Item " + id + " not found")
	}
	var found item
	if err := attributevalue.UnmarshalMap(answer.Item, &found); err != nil {
		return response{}, err
	}
	return reply(http.StatusOK, found)
}

func (a api) create(ctx context.Context, req request) (response, error) {
	body := []byte(req.Body)
	if req.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(req.Body); err != nil {
			return response{}, err
		}
	}
	create, problems := parseCreate(body)
	if len(problems) > 0 {
		return reply(http.StatusUnprocessableEntity, map[string]any{"detail": problems})
	}
	id, err := smithyrand.NewUUID(rand.Reader).GetUUID()
	if err != nil {
		return response{}, err
	}
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000000Z")
	created := item{id, *create.Name, create.Description, *create.Price, *create.Category, now, now}
	attributes, err := attributevalue.MarshalMap(created)
	if err != nil {
		return response{}, err
	}
	_, err = a.dynamodb.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           a.table,
		Item:                attributes,
		ConditionExpression: aws.String("attribute_not_exists(item_id)"),
	})
	if err != nil {
		return response{}, err
	}
	return reply(http.StatusCreated, created)
}

func notFound(detail string) (response, error) {
	return reply(http.StatusNotFound, map[string]string{"detail": detail})
}

func reply(status int, body any) (response, error) {
	content, err := json.Marshal(body)
	return response{status, map[string]string{"content-type": "application/json"}, string(content)}, err
}
