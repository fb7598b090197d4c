namespace CognitoNative
{
    /// <summary>Reads what was asked for from a successful completion.</summary>
    internal unsafe delegate T AnswerReader<T>(cognito_completion* completion);
}
