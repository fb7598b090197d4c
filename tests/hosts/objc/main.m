// An Objective-C host: a run loop that watches the queue.
//
// usage: host POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
// Prints what every host here prints; see ../run.

#import "Cognito.h"

@interface Day : NSObject <CognitoDelegate> {
@public
    CognitoCredentials *credentials;
    NSError *error;
    cognito_event_kind event;
}
@end

@implementation Day

- (void)cognito:(Cognito *)cognito didGetCredentials:(CognitoCredentials *)answer {
    (void)cognito;
    credentials = [answer retain];
}

- (void)cognito:(Cognito *)cognito didFail:(NSError *)failure {
    (void)cognito;
    error = [failure retain];
}

- (void)cognito:(Cognito *)cognito didTell:(cognito_event_kind)kind {
    (void)cognito;
    event = kind;
}

- (Cognito *)startAt:(NSString *)endpoint pool:(NSString *)pool {
    NSDictionary *options = [NSDictionary dictionaryWithObjectsAndKeys:pool, @"identity_pool_id", endpoint, @"endpoint",
        @"", @"storage_directory", [NSNumber numberWithInt:1], @"max_attempts", nil];
    Cognito *cognito = [[Cognito alloc] initWithOptions:options delegate:self error:&error];
    [cognito getCredentials];
    return [cognito autorelease];
}

- (CognitoCredentials *)next {
    while (credentials == nil && error == nil) {
        [[NSRunLoop currentRunLoop] runMode:NSDefaultRunLoopMode beforeDate:[NSDate distantFuture]];
    }
    CognitoCredentials *answer = [credentials autorelease];
    credentials = nil;
    return answer;
}

- (void)waitFor:(cognito_event_kind)kind {
    while (event != kind && error == nil) {
        [[NSRunLoop currentRunLoop] runMode:NSDefaultRunLoopMode beforeDate:[NSDate distantFuture]];
    }
}

@end

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    Day *day = [[Day new] autorelease];
    NSString *arguments[5];
    for (int i = 1; i < argc && i < 5; i++) {
        arguments[i] = [NSString stringWithUTF8String:argv[i]];
    }
    Cognito *cognito = [day startAt:arguments[2] pool:arguments[1]];
    CognitoCredentials *guest = [day next];
    printf("guest %s %s %lld\n", [guest.identityId UTF8String], [guest.accessKeyId UTF8String],
        (long long)guest.expirationUnixMs);
    [day waitFor:COGNITO_EVENT_CREDENTIALS_REFRESHED];
    printf("event COGNITO_EVENT_CREDENTIALS_REFRESHED\n");

    [cognito setLogin:@"accounts.google.com" token:arguments[4]];
    [cognito getCredentials];
    CognitoCredentials *player = [day next];
    printf("player %s %s\n", [player.identityId UTF8String], [player.accessKeyId UTF8String]);
    [cognito signOut];
    [day waitFor:COGNITO_EVENT_IDENTITY_CHANGED];
    printf("signed-out\n");

    [day startAt:arguments[3] pool:arguments[1]];
    [day next];
    printf("offline %s\n", [[day->error localizedDescription] UTF8String]);
    [pool release];
    return 0;
}
