#import "Cognito.h"

static NSString *text(const char *utf8) {
    return utf8 == NULL ? nil : [NSString stringWithUTF8String:utf8];
}

static NSError *error_of(cognito_result code, const cognito_completion *completion) {
    NSString *message = completion == NULL ? nil : text(cognito_completion_error_message(completion));
    NSString *description = [NSString stringWithFormat:@"%s: %@", cognito_result_name(code),
        message != nil ? message : text(cognito_result_text(code))];
    return [NSError errorWithDomain:@"CognitoErrorDomain" code:code
        userInfo:[NSDictionary dictionaryWithObject:description forKey:NSLocalizedDescriptionKey]];
}

@implementation CognitoCredentials

- (id)initWithCompletion:(const cognito_completion *)completion {
    if ((self = [super init]) != nil && cognito_completion_retain(completion) == COGNITO_OK) {
        _completion = completion;
    }
    return self;
}

- (NSString *)identityId { return text(cognito_completion_identity_id(_completion)); }
- (NSString *)accessKeyId { return text(cognito_completion_access_key_id(_completion)); }
- (NSString *)secretAccessKey { return text(cognito_completion_secret_access_key(_completion)); }
- (NSString *)sessionToken { return text(cognito_completion_session_token(_completion)); }
- (int64_t)expirationUnixMs { return cognito_completion_expiration_unix_ms(_completion); }

- (void)dealloc {
    cognito_completion_free(_completion);
    [super dealloc];
}

@end

@interface Cognito ()
- (void)answer:(const cognito_completion *)completion;
- (void)event:(const cognito_completion *)completion;
@end

// A request keeps its provider alive until it is answered.
static void on_credentials(void *user_data, const cognito_completion *completion) {
    Cognito *cognito = [(Cognito *)user_data autorelease];
    [cognito answer:completion];
}

static void on_event(void *user_data, const cognito_completion *event) {
    [(Cognito *)user_data event:event];
}

@implementation Cognito

- (id)initWithOptions:(NSDictionary *)options delegate:(id<CognitoDelegate>)delegate error:(NSError **)error {
    NSData *json = [NSJSONSerialization dataWithJSONObject:options options:0 error:error];
    NSString *string = [[[NSString alloc] initWithData:json encoding:NSUTF8StringEncoding] autorelease];
    cognito_completion *failure = NULL;
    intptr_t descriptor = 0;
    cognito_result code;
    if ((self = [super init]) == nil) {
        return nil;
    }
    _delegate = delegate;
    code = cognito_queue_new(&_queue);
    if (code == COGNITO_OK) {
        code = cognito_provider_new_json([string UTF8String], NULL, NULL, _queue, &_provider, &failure);
    }
    if (code == COGNITO_OK) {
        code = cognito_provider_set_event_callback(_provider, on_event, self, NULL);
    }
    if (code == COGNITO_OK) {
        code = cognito_queue_os_event(_queue, &descriptor);
    }
    if (code != COGNITO_OK) {
        *error = error_of(code, failure);
        cognito_completion_free(failure);
        [self release];
        return nil;
    }
    _ready = [[NSFileHandle alloc] initWithFileDescriptor:(int)descriptor];
    [[NSNotificationCenter defaultCenter] addObserver:self selector:@selector(dispatch:)
        name:NSFileHandleDataAvailableNotification object:_ready];
    [_ready waitForDataInBackgroundAndNotify];
    return self;
}

- (void)dispatch:(NSNotification *)notification {
    (void)notification;
    cognito_queue_dispatch(_queue, 0, 0, NULL);
    [_ready waitForDataInBackgroundAndNotify];
}

- (void)getCredentials {
    cognito_result code = cognito_provider_get_credentials(_provider, NULL, on_credentials, [self retain], NULL);
    if (code != COGNITO_OK) {
        [self release];
        [_delegate cognito:self didFail:error_of(code, NULL)];
    }
}

- (void)answer:(const cognito_completion *)completion {
    cognito_result code = cognito_completion_result(completion);
    if (code == COGNITO_OK) {
        CognitoCredentials *credentials = [[CognitoCredentials alloc] initWithCompletion:completion];
        [_delegate cognito:self didGetCredentials:[credentials autorelease]];
    } else {
        [_delegate cognito:self didFail:error_of(code, completion)];
    }
}

- (void)event:(const cognito_completion *)completion {
    [_delegate cognito:self didTell:cognito_completion_event_kind(completion)];
}

- (void)setLogin:(NSString *)name token:(NSString *)token {
    cognito_result code = cognito_provider_set_login(_provider, [name UTF8String], [token UTF8String]);
    if (code != COGNITO_OK) {
        [_delegate cognito:self didFail:error_of(code, NULL)];
    }
}

- (void)signOut {
    cognito_provider_sign_out(_provider);
}

- (void)dealloc {
    [[NSNotificationCenter defaultCenter] removeObserver:self];
    [_ready release];
    cognito_provider_free(_provider);
    cognito_queue_free(_queue);
    [super dealloc];
}

@end
