// Finds values in JSON by name. They are not unescaped.
#pragma once

#include "text.h"

// The value of an object's member; no data if there is no such member, or no object.
struct span json_member(struct span object, const char *name);

// A string's content without its quotes; no data if the value is not a string.
struct span json_string(struct span value);
