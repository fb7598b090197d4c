using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Extensions.DependencyInjection
{
    public enum ServiceLifetime
    {
        Singleton,
        Scoped,
        Transient,
    }

    public interface IServiceCollection : IList<ServiceDescriptor>
    {
    }

    public class ServiceCollection : List<ServiceDescriptor>, IServiceCollection
    {
    }

    public class ServiceDescriptor
    {
        public ServiceDescriptor(Type serviceType, object instance)
        {
            ServiceType = serviceType;
            ImplementationInstance = instance;
        }

        public ServiceDescriptor(Type serviceType, Func<IServiceProvider, object> factory, ServiceLifetime lifetime)
        {
            ServiceType = serviceType;
            ImplementationFactory = factory;
            Lifetime = lifetime;
        }

        public ServiceLifetime Lifetime { get; }

        public Type ServiceType { get; }

        public object? ImplementationInstance { get; }

        public Func<IServiceProvider, object>? ImplementationFactory { get; }
    }

    public static class ServiceCollectionServiceExtensions
    {
        public static IServiceCollection AddSingleton<TService>(
            this IServiceCollection services, TService implementationInstance) where TService : class
        {
            services.Add(new ServiceDescriptor(typeof(TService), implementationInstance));
            return services;
        }

        public static IServiceCollection AddSingleton<TService>(
            this IServiceCollection services, Func<IServiceProvider, TService> implementationFactory) where TService : class
        {
            services.Add(new ServiceDescriptor(typeof(TService), implementationFactory, ServiceLifetime.Singleton));
            return services;
        }
    }

    public static class ServiceProviderServiceExtensions
    {
        public static T? GetService<T>(this IServiceProvider provider)
        {
            return (T?)provider.GetService(typeof(T));
        }

        public static T GetRequiredService<T>(this IServiceProvider provider) where T : notnull
        {
            return (T?)provider.GetService(typeof(T))
                ?? throw new InvalidOperationException("No service for type '" + typeof(T) + "' has been registered.");
        }
    }
}

namespace Microsoft.Extensions.DependencyInjection.Extensions
{
    public static class ServiceCollectionDescriptorExtensions
    {
        public static void TryAddSingleton<TService>(
            this IServiceCollection services, Func<IServiceProvider, TService> implementationFactory) where TService : class
        {
            if (services.All(one => one.ServiceType != typeof(TService)))
            {
                services.AddSingleton(implementationFactory);
            }
        }
    }
}
