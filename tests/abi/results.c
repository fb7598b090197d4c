/* Contract: cognito_result_name and cognito_result_text answer every int with static English, never NULL; a number
 * that is no code is called COGNITO_ERROR_UNKNOWN. The numbers are those of the header, without gaps. */
#include "contract.h"

#include <limits.h>

#define CODE(name) [name] = #name

static const char *const names[] = {
    CODE(COGNITO_OK),
    CODE(COGNITO_ERROR_INVALID_ARGUMENT),
    CODE(COGNITO_ERROR_INVALID_HANDLE),
    CODE(COGNITO_ERROR_INVALID_OPTIONS),
    CODE(COGNITO_ERROR_CLOSED),
    CODE(COGNITO_ERROR_BUSY),
    CODE(COGNITO_ERROR_CANCELLED),
    CODE(COGNITO_ERROR_DEADLINE_EXCEEDED),
    CODE(COGNITO_ERROR_NOT_CACHED),
    CODE(COGNITO_ERROR_NETWORK),
    CODE(COGNITO_ERROR_TLS),
    CODE(COGNITO_ERROR_THROTTLED),
    CODE(COGNITO_ERROR_SERVICE_UNAVAILABLE),
    CODE(COGNITO_ERROR_INVALID_RESPONSE),
    CODE(COGNITO_ERROR_POOL_NOT_FOUND),
    CODE(COGNITO_ERROR_IDENTITY_NOT_FOUND),
    CODE(COGNITO_ERROR_GUEST_ACCESS_DISABLED),
    CODE(COGNITO_ERROR_LOGIN_REQUIRED),
    CODE(COGNITO_ERROR_LOGIN_EXPIRED),
    CODE(COGNITO_ERROR_LOGIN_REJECTED),
    CODE(COGNITO_ERROR_ROLE_NOT_ALLOWED),
    CODE(COGNITO_ERROR_RESOURCE_CONFLICT),
    CODE(COGNITO_ERROR_LIMIT_EXCEEDED),
    CODE(COGNITO_ERROR_INVALID_PARAMETER),
    CODE(COGNITO_ERROR_STORAGE),
    CODE(COGNITO_ERROR_UNSUPPORTED),
    CODE(COGNITO_ERROR_INTERNAL),
    CODE(COGNITO_ERROR_INVALID_UTF8),
    CODE(COGNITO_ERROR_INVALID_STRUCT_SIZE),
};
/* Codes are only ever appended: what comes after these is for a later header to name. */
#define CODES ((int)(sizeof names / sizeof names[0]))

static void check_every(int from, int to)
{
    for (int number = from;; number++) {
        const char *name = cognito_result_name(number);
        const char *text = cognito_result_text(number);
        CHECK(name != NULL && strncmp(name, "COGNITO_", 8) == 0);
        CHECK(text != NULL && strlen(text) > 3 && text[strlen(text) - 1] == '.');
        CHECK(name == cognito_result_name(number) && text == cognito_result_text(number));
        if (number < 0 || number >= 1000) {
            CHECK_TEXT(name, "COGNITO_ERROR_UNKNOWN");
        }
        if (number == to) {
            break;
        }
    }
}

int main(void)
{
    for (int number = 0; number < CODES; number++) {
        CHECK(names[number] != NULL);
        CHECK_TEXT(cognito_result_name(number), names[number]);
        for (int other = 0; other < number; other++) {
            CHECK(strcmp(cognito_result_text(number), cognito_result_text(other)) != 0);
        }
    }
    check_every(-70000, 70000);
    check_every(INT_MIN, INT_MIN + 1000);
    check_every(INT_MAX - 1000, INT_MAX);
    CHECK_NUMBER(cognito_abi_version(), COGNITO_ABI_VERSION);
    CHECK(strchr(cognito_version(), '.') != NULL);
    return 0;
}
