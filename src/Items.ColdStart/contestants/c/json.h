// Just enough JSON to find values by name. They stay as they are written, escapes included.
#pragma once

#include "text.h"

// The value of an object's member; nothing if there is no such member, or no object.
struct span json_member(struct span object, const char *name);

// A string's content without its quotes; nothing if the value is not a string.
struct span json_string(struct span value);
