package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

type item struct {
	ItemID      string  `json:"item_id" dynamodbav:"item_id"`
	Name        string  `json:"name" dynamodbav:"name"`
	Description *string `json:"description" dynamodbav:"description,omitempty"`
	Price       float64 `json:"price" dynamodbav:"price"`
	Category    string  `json:"category" dynamodbav:"category"`
	CreatedAt   string  `json:"created_at" dynamodbav:"created_at"`
	UpdatedAt   string  `json:"updated_at" dynamodbav:"updated_at"`
}

type itemCreate struct {
	Name        *string  `json:"name"`
	Description *string  `json:"description"`
	Price       *float64 `json:"price"`
	Category    *string  `json:"category"`
}

type problem struct {
	Loc  []string `json:"loc"`
	Msg  string   `json:"msg"`
	Type string   `json:"type"`
}

// parseCreate reads a new item, or returns problems.
func parseCreate(body []byte) (itemCreate, []problem) {
	var create itemCreate
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(body, &create); errors.As(err, &wrongType) {
		return create, []problem{{[]string{"body", wrongType.Field}, "Input should not be a " + wrongType.Value, "type_error"}}
	} else if err != nil {
		return create, []problem{{[]string{"body"}, "JSON decode error", "json_invalid"}}
	}
	problems := checkText(nil, "name", create.Name, 1, 100)
	if create.Description != nil {
		problems = checkText(problems, "description", create.Description, 0, 500)
	}
	if create.Price == nil {
		problems = append(problems, missing("price"))
	} else if *create.Price <= 0 {
		problems = append(problems, problem{[]string{"body", "price"}, "Input should be greater than 0", "greater_than"})
	}
	return create, checkText(problems, "category", create.Category, 1, 50)
}

func checkText(problems []problem, field string, value *string, min, max int) []problem {
	loc := []string{"body", field}
	if value == nil {
		return append(problems, missing(field))
	}
	if length := utf8.RuneCountInString(*value); length < min {
		problems = append(problems, problem{loc, fmt.Sprintf("String should have at least %d character", min), "string_too_short"})
	} else if length > max {
		problems = append(problems, problem{loc, fmt.Sprintf("String should have at most %d characters", max), "string_too_long"})
	}
	return problems
}

func missing(field string) problem {
	return problem{[]string{"body", field}, "Field required", "missing"}
}
