package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

// The part of aws-lambda-go that this function needs; Debian has no package of it.

type request struct {
	RawPath        string
	RequestContext struct {
		HTTP struct{ Method string }
	}
	Body            string
	IsBase64Encoded bool
}

type response struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
}

type failure struct {
	ErrorType    string `json:"errorType"`
	ErrorMessage string `json:"errorMessage"`
}

type handler func(context.Context, request) (response, error)

// serve handles events until the Runtime API cannot be reached.
func serve(handle handler) error {
	invocations := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next, err := http.Get(invocations + "next")
		if err != nil {
			return err
		}
		event, err := io.ReadAll(next.Body)
		next.Body.Close()
		if err != nil {
			return err
		}
		url := invocations + next.Header.Get("Lambda-Runtime-Aws-Request-Id") + "/"
		if err := invoke(handle, next.Header.Get("Lambda-Runtime-Deadline-Ms"), event, url); err != nil {
			return err
		}
	}
}

func invoke(handle handler, deadline string, event []byte, url string) error {
	milliseconds, err := strconv.ParseInt(deadline, 10, 64)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.UnixMilli(milliseconds))
	defer cancel()

	var req request
	if err := json.Unmarshal(event, &req); err != nil {
		return post(url+"error", failed(err))
	}
	res, err := handle(ctx, req)
	if err != nil {
		return post(url+"error", failed(err))
	}
	return post(url+"response", res)
}

func failed(err error) failure {
	fmt.Fprintln(os.Stderr, err)
	return failure{fmt.Sprintf("%T", err), err.Error()}
}

func post(url string, body any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	answer, err := http.Post(url, "application/json", bytes.NewReader(content))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	// A connection is used again only after its response was read to the end.
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
