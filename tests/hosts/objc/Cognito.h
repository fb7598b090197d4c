// A Foundation face for the C interface. Without ARC and blocks, so that it compiles for every runtime.

#import <Foundation/Foundation.h>

#include "cognito_native.h"

@class Cognito;

@interface CognitoCredentials : NSObject {
    const cognito_completion *_completion;
}
@property (readonly) NSString *identityId, *accessKeyId, *secretAccessKey, *sessionToken;
@property (readonly) int64_t expirationUnixMs;
@end

// Told on the thread that made the provider, whose run loop watches the queue.
@protocol CognitoDelegate
- (void)cognito:(Cognito *)cognito didGetCredentials:(CognitoCredentials *)credentials;
- (void)cognito:(Cognito *)cognito didFail:(NSError *)error;
- (void)cognito:(Cognito *)cognito didTell:(cognito_event_kind)event;
@end

@interface Cognito : NSObject {
    cognito_queue *_queue;
    cognito_provider *_provider;
    NSFileHandle *_ready;
    id<CognitoDelegate> _delegate;
}
- (id)initWithOptions:(NSDictionary *)options delegate:(id<CognitoDelegate>)delegate error:(NSError **)error;
- (void)getCredentials;
- (void)setLogin:(NSString *)name token:(NSString *)token;
- (void)signOut;
@end
